package org.multibusiness.sync.simulator;

import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.core.wire.Message;
import org.multibusiness.sync.simulator.store.MemoryStore;

/** A node says only what is true: what it claims to hold is durable, and it asks for nothing that it holds. */
final class Honesty {
    private final MemoryStore store;
    private final VersionVector known;

    /** Of a node that holds, or is applying, so much as far as its replica knows. */
    Honesty(MemoryStore store, VersionVector known) {
        this.store = store;
        this.known = known;
    }

    void check(Message message) {
        OriginId own = store.origin();
        if (message instanceof Message.Hello hello) {
            durable(hello.vector());
        } else if (message instanceof Message.Heartbeat heartbeat) {
            durable(heartbeat.vector());
        } else if (message instanceof Message.Subscribe subscribe
                && !subscribe.vector().with(own, known.sequence(own)).equals(known)) {
            throw new Violation(
                    "G6 bounded",
                    "asks for all beyond " + subscribe.vector().entries() + ", held is " + known.entries());
        }
    }

    private void durable(VersionVector claimed) {
        if (!store.vector().covers(claimed)) {
            throw new Violation(
                    "G7 crash safety",
                    "tells of " + claimed.entries() + ", durable is "
                            + store.vector().entries());
        }
    }
}
