package org.multibusiness.sync.api.transport;

/**
 * Why a dial did not lead to a link.
 *
 * @param cause the kind
 * @param detail for the operator: what happened and what to do
 */
public record DialFailure(Cause cause, String detail) {
    /** The kinds of failure. */
    public enum Cause {
        /** The name does not resolve. */
        UNKNOWN_HOST,
        /** The host answers, nothing listens: the service is not running there. */
        REFUSED,
        /** Nobody answered in time. */
        TIMED_OUT,
        /** No route, network down. */
        UNREACHABLE,
        /** The other end is not one of us, or speaks another version. */
        NOT_A_PEER,
        /** The registration keys differ. */
        WRONG_KEY,
        /** The node id is known with another key pair. */
        PIN_MISMATCH,
        /** The other end was expelled from the group. */
        REVOKED,
        /** The other end says that this node was expelled from the group. */
        OUTCAST,
        /** The other end is this very node. */
        SELF,
        /** Another server answers with the identity of this node: one was copied from the other. */
        TWIN,
        /** Anything else. */
        OTHER
    }
}
