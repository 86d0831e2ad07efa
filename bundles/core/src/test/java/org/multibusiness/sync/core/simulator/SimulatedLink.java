package org.multibusiness.sync.core.simulator;

import org.multibusiness.sync.core.wire.MalformedMessageException;
import org.multibusiness.sync.core.wire.Message;
import org.multibusiness.sync.core.wire.MessageCodec;

/** An ordered link with delay. It can be closed by a side, or cut: then all that is under way is lost. */
final class SimulatedLink {
    private final Simulation world;
    private final LinkEnd dialler;
    private final LinkEnd listener;
    private boolean cut;

    SimulatedLink(Simulation world, SimulatedNode from, SimulatedNode to) {
        this.world = world;
        this.dialler = new LinkEnd(world.nextLink(), from, true, this);
        this.listener = new LinkEnd(world.nextLink(), to, false, this);
    }

    LinkEnd other(LinkEnd end) {
        return end == dialler ? listener : dialler;
    }

    LinkEnd dialler() {
        return dialler;
    }

    LinkEnd listener() {
        return listener;
    }

    boolean isCut() {
        return cut;
    }

    /** Tells both sides, each in its own time. */
    void open() {
        schedule(dialler, dialler::tellUp);
        schedule(listener, listener::tellUp);
    }

    void carry(LinkEnd from, Message message) {
        Message carried = world.throughBytes() ? throughBytes(message) : message;
        LinkEnd to = other(from);
        schedule(to, () -> to.arrived(carried));
    }

    private static Message throughBytes(Message message) {
        try {
            return MessageCodec.decode(MessageCodec.encode(message));
        } catch (MalformedMessageException e) {
            throw new AssertionError("what was encoded can't be decoded: " + message, e);
        }
    }

    void closedBy(LinkEnd end) {
        world.time().in(world.upTo(5), end::tellDown);
        LinkEnd to = other(end);
        schedule(to, to::tellDown);
    }

    /** Cuts the link; each side notices on its own, at most so many milliseconds later. */
    void cut(long noticed) {
        if (!cut) {
            cut = true;
            world.time().in(world.upTo(noticed), dialler::tellDown);
            world.time().in(world.upTo(noticed), listener::tellDown);
        }
    }

    private void schedule(LinkEnd to, Runnable action) {
        long at = to.arrival(world.time().millis() + world.latency());
        world.time().in(at - world.time().millis(), () -> {
            if (!cut) {
                action.run();
            }
        });
    }
}
