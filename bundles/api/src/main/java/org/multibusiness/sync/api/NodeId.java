package org.multibusiness.sync.api;

import java.util.regex.Pattern;

/**
 * The identity of a branch server: 16 lower-case hex digits, generated once and bound to the node's public key.
 *
 * @param value exactly 16 characters of {@code [0-9a-f]}
 */
public record NodeId(String value) implements Comparable<NodeId> {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

    /** Checks the form; throws {@link IllegalArgumentException} naming the value when it is wrong. */
    public NodeId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("node id '" + value + "' is not 16 lower-case hex digits");
        }
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
