package org.multibusiness.sync.discovery.multicast;

/** A datagram was not understood. Without a trace: whoever sends it decides how often. */
final class RefusedException extends Exception {
    private final Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal.words(), null, false, false);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }
}
