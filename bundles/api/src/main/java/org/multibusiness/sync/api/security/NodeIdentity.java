package org.multibusiness.sync.api.security;

import org.multibusiness.sync.api.NodeId;

/**
 * A node's identity.
 *
 * @param id the node id: the first 16 hex digits of the fingerprint
 * @param fingerprint SHA-256 of the public key (SubjectPublicKeyInfo), 64 hex digits
 */
public record NodeIdentity(NodeId id, String fingerprint) {}
