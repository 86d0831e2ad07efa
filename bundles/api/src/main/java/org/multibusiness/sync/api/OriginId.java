package org.multibusiness.sync.api;

/**
 * A node's current writing identity. A new incarnation begins when a fork (clone, restored backup) is noticed, so that
 * two histories never share a name.
 *
 * @param node the node that writes
 * @param incarnation 1 for a new node, larger after each fork
 */
public record OriginId(NodeId node, int incarnation) implements Comparable<OriginId> {
    /** Checks the range; throws {@link IllegalArgumentException} for an incarnation below 1. */
    public OriginId {
        if (incarnation < 1) {
            throw new IllegalArgumentException("incarnation " + incarnation + " of " + node + " is below 1");
        }
    }

    /** Reads the form written by {@link #toString()}, for example {@code fbb213cb6067502f.1}. */
    public static OriginId parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("origin '" + text + "' is not NODEID.INCARNATION");
        }
        return new OriginId(new NodeId(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
    }

    @Override
    public int compareTo(OriginId other) {
        int byNode = node.compareTo(other.node);
        return byNode != 0 ? byNode : Integer.compare(incarnation, other.incarnation);
    }

    @Override
    public String toString() {
        return node + "." + incarnation;
    }
}
