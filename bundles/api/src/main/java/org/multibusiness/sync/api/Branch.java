package org.multibusiness.sync.api;

import java.util.regex.Pattern;

/**
 * One of two histories that were written under the same origin: after a database was restored from a backup, or copied, both
 * lives of the node went on counting from the same number. A branch begins with the first transaction that the other history
 * lacks, and gets an origin of its own; whoever knows the branch knows that name, without asking anybody.
 *
 * @param node the node that wrote both histories
 * @param first the chain of the branch's first transaction, 32 hex digits
 */
public record Branch(NodeId node, String first) implements Comparable<Branch> {
    private static final Pattern CHAIN = Pattern.compile("[0-9a-f]{32}");
    /** Above what a node ever counts to by itself. */
    private static final int LEAST_INCARNATION = 1_000_000;

    private static final int HASH_BITS = 30;

    /** Checks the form of the chain; throws {@link IllegalArgumentException} for another. */
    public Branch {
        if (!CHAIN.matcher(first).matches()) {
            throw new IllegalArgumentException("'" + first + "' is no chain of 32 hex digits");
        }
    }

    /** Under which origin the branch's transactions are numbered, from 1 on: the same answer everywhere. */
    public OriginId origin() {
        int hash = (int) (Long.parseLong(first.substring(0, 8), 16) >>> (32 - HASH_BITS));
        return new OriginId(node, LEAST_INCARNATION + hash);
    }

    @Override
    public int compareTo(Branch other) {
        int byNode = node.compareTo(other.node);
        return byNode != 0 ? byNode : first.compareTo(other.first);
    }

    /** {@code NODEID/CHAIN}. */
    @Override
    public String toString() {
        return node + "/" + first;
    }
}
