package org.multibusiness.sync.api.security;

import org.multibusiness.sync.api.NodeId;

/**
 * Whether a peer may come in.
 *
 * @param verdict the answer
 * @param peer who it is by its public key
 * @param detail for the operator: what happened and what to do; empty when admitted
 */
public record Admission(Verdict verdict, NodeId peer, String detail) {
    /** The answers. */
    public enum Verdict {
        /** Welcome. */
        ADMITTED,
        /** The proof is wrong: the registration keys differ. */
        WRONG_KEY,
        /** The node id is known with another public key. */
        PIN_MISMATCH,
        /** The certificate is our own. */
        SELF,
        /** The node was expelled from the group. */
        REVOKED
    }
}
