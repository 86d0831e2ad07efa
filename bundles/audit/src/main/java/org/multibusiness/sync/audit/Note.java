package org.multibusiness.sync.audit;

import java.time.Instant;
import org.multibusiness.sync.api.audit.AuditEvent;

/**
 * An event with its time.
 *
 * @param at when
 * @param event what
 */
record Note(Instant at, AuditEvent event) {}
