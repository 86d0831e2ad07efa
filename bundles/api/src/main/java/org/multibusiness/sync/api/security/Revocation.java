package org.multibusiness.sync.api.security;

import java.time.Instant;
import org.multibusiness.sync.api.NodeId;

/**
 * A node was expelled.
 *
 * @param node who
 * @param fingerprint of its public key, 64 hex digits
 * @param by at which node
 * @param at when, by that node's clock
 */
public record Revocation(NodeId node, String fingerprint, NodeId by, Instant at) {}
