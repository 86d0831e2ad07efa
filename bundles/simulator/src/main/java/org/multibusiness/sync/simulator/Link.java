package org.multibusiness.sync.simulator;

import org.multibusiness.sync.core.wire.MalformedMessageException;
import org.multibusiness.sync.core.wire.Message;
import org.multibusiness.sync.core.wire.MessageCodec;

/** An ordered link with delay, like TCP. It is closed by a side, or cut: then all that is under way is lost. */
final class Link {
    private final World world;
    private final LinkEnd dialler;
    private final LinkEnd listener;
    private boolean cut;
    private boolean breaking;

    Link(World world, Node from, Node to) {
        this.world = world;
        this.dialler = new LinkEnd(world.nextLink(), from, true, this);
        this.listener = new LinkEnd(world.nextLink(), to, false, this);
    }

    LinkEnd other(LinkEnd end) {
        return end == dialler ? listener : dialler;
    }

    boolean isCut() {
        return cut;
    }

    boolean isOf(int one, int other) {
        return isOf(one) && isOf(other);
    }

    boolean isOf(int node) {
        return dialler.node.index == node || listener.node.index == node;
    }

    /** Tells both sides, each in its own time. */
    void open() {
        schedule(dialler, dialler::tellUp);
        schedule(listener, listener::tellUp);
    }

    void carry(LinkEnd from, Message message) {
        LinkEnd to = other(from);
        byte[] bytes = MessageCodec.encode(message);
        schedule(to, () -> to.arrived(decoded(bytes)));
    }

    private static Message decoded(byte[] bytes) {
        try {
            return MessageCodec.decode(bytes);
        } catch (MalformedMessageException e) {
            throw new Violation("G5 whole", "what was encoded can't be decoded: " + e.getMessage());
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

    /** Nothing gets to this node any more; the other direction goes on until the link is given up. */
    void deafen(int to, long noticed) {
        LinkEnd end = dialler.node.index == to ? dialler : listener;
        end.goDeaf();
        if (!breaking) {
            breaking = true;
            world.time().in(world.upTo(noticed), () -> cut(noticed));
        }
    }

    private void schedule(LinkEnd to, Runnable action) {
        long latency = world.latency() * world.network().slowness(dialler.node.index, listener.node.index);
        long at = to.arrival(world.time().millis() + latency);
        world.time().in(at - world.time().millis(), () -> {
            if (!cut && !to.isDeaf()) {
                action.run();
            }
        });
    }
}
