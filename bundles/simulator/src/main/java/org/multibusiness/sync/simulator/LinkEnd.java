package org.multibusiness.sync.simulator;

import org.multibusiness.sync.core.wire.Message;

/** One side of a link: as this side sees it, and what travels towards it. */
final class LinkEnd {
    final long id;
    final Node node;
    final boolean outgoing;
    final Window inbound = new Window();

    private final Link link;
    private final int life;
    private boolean up;
    private boolean down;
    private boolean closing;
    private long lastArrival;
    /** Whether nothing gets here any more: the one direction is broken. */
    private boolean deaf;

    LinkEnd(long id, Node node, boolean outgoing, Link link) {
        this.id = id;
        this.node = node;
        this.outgoing = outgoing;
        this.link = link;
        this.life = node.life();
    }

    LinkEnd other() {
        return link.other(this);
    }

    /** Whether this side was told that the link is up, and not that it is down. */
    boolean isUp() {
        return up && !down && node.isIn(life);
    }

    boolean isClosing() {
        return closing;
    }

    void goDeaf() {
        deaf = true;
    }

    boolean isDeaf() {
        return deaf;
    }

    /** Tells this side that the link is up; nothing arrives before. */
    void tellUp() {
        if (node.isIn(life) && !down) {
            up = true;
            node.linkUp(this);
        }
    }

    /** Tells this side that the link is down; nothing arrives after. */
    void tellDown() {
        boolean known = isUp();
        down = true;
        if (known) {
            node.linkDown(this);
        }
    }

    /** A message leaves this side. */
    void send(Message message) {
        if (message instanceof Message.Subscribe subscribe) {
            inbound.subscribed(subscribe);
        } else if (message instanceof Message.Credit credit) {
            inbound.credited(credit, this::isDurable);
        } else {
            other().inbound.sent(message);
        }
        if (!closing) {
            link.carry(this, message);
        }
    }

    private boolean isDurable(Window.Arrived what) {
        return node.store().vector().covers(what.dot())
                || (what.place() >= 0 && node.store().staging().keeps(other().node.id, what.dot(), what.place()));
    }

    /** When something that leaves now arrives here, at the earliest: never before what left earlier. */
    long arrival(long earliest) {
        lastArrival = Math.max(lastArrival, earliest);
        return lastArrival;
    }

    void arrived(Message message) {
        if (isUp()) {
            inbound.received(message);
            if (message instanceof Message.Subscribe subscribe) {
                other().inbound.heard(subscribe.number());
            }
            node.received(this, message);
        }
    }

    /** This side closes the link: what it sent before still arrives. */
    void close() {
        if (!closing) {
            closing = true;
            link.closedBy(this);
        }
    }
}
