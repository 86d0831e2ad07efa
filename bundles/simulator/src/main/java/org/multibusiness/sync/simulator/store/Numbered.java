package org.multibusiness.sync.simulator.store;

import java.time.Instant;
import org.multibusiness.sync.api.change.ChangeTransaction;

/**
 * A transaction that got its number.
 *
 * @param uid its name in the books
 * @param baseline whether it is one
 * @param written when its user committed it, by the node's clock
 * @param transaction as it stands in the log
 */
public record Numbered(int uid, boolean baseline, Instant written, ChangeTransaction transaction) {}
