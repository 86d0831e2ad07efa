package org.multibusiness.sync.transport.tcp;

import org.multibusiness.sync.api.security.Admission;
import org.multibusiness.sync.api.transport.DialFailure.Cause;

/** The last byte of a handshake: each end tells the other what it thinks of it, so that both can tell their operators. */
enum Answer {
    WELCOME(0, Cause.OTHER, ""),
    WRONG_KEY(
            1,
            Cause.WRONG_KEY,
            "The other end says that our registration key is not its own. Give both servers the same one: copy etc/sync.key, or set"
                    + " SYNC_REGISTRATION_KEY to the same value."),
    PIN_MISMATCH(
            2,
            Cause.PIN_MISMATCH,
            "The other end knows our node id with another public key and does not admit us. If this server got a new identity,"
                    + " remove its line from data/sync/identity/pins over there and restart that service."),
    SELF(3, Cause.SELF, "The other end is this very node."),
    REVOKED(
            5,
            Cause.OUTCAST,
            "The other end says that this server was revoked: it belongs to the group no more, and is not let in with this identity."
                    + " If it is to come back: stop this service, take data/sync/identity away, set node.adopt-log in"
                    + " etc/org.multibusiness.sync.engine.cfg to the id that it had, put the present etc/sync.key of another"
                    + " server here, and start it; it comes back as a new node."),
    FULL(
            4,
            Cause.OTHER,
            "The other end has as many links as it allows (max.links in etc/org.multibusiness.sync.transport.tcp.cfg over there).");

    private final int code;
    private final Cause cause;
    private final String detail;

    Answer(int code, Cause cause, String detail) {
        this.code = code;
        this.cause = cause;
        this.detail = detail;
    }

    /** What goes over the wire. */
    int code() {
        return code;
    }

    Cause cause() {
        return cause;
    }

    /** What the one who hears it should know. */
    RefusedException heard() {
        return new RefusedException(cause, detail);
    }

    /**
     * What we say.
     *
     * @param modern whether the other end knows all answers; one of a former version would take an unknown one for nonsense
     */
    static Answer to(Admission.Verdict verdict, boolean modern) {
        return switch (verdict) {
            case ADMITTED -> WELCOME;
            case WRONG_KEY -> WRONG_KEY;
            case PIN_MISMATCH -> PIN_MISMATCH;
            case SELF -> SELF;
            case REVOKED -> modern ? REVOKED : PIN_MISMATCH;
        };
    }

    static Answer of(int code) throws RefusedException {
        for (Answer answer : values()) {
            if (answer.code == code) {
                return answer;
            }
        }
        throw new RefusedException(
                Cause.NOT_A_PEER, "The other end answered " + code + ", which is no answer in this protocol.");
    }
}
