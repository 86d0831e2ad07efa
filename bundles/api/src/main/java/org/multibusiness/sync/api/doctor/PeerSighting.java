package org.multibusiness.sync.api.doctor;

import java.util.ArrayList;
import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerAddress;

/**
 * What one node tells the others about a node that it knows, or about itself ({@link #ofItself}). A hint: never trust.
 *
 * @param node about whom
 * @param name its name
 * @param state how it stands with it
 * @param via which of the teller's discoveries name it now; about itself: which it runs
 * @param addresses where the teller reaches it or would, best first
 * @param last the last sign of life, and the last failure
 */
public record PeerSighting(
        NodeId node, String name, State state, List<String> via, List<PeerAddress> addresses, Last last) {
    /** The most of them in one telling. */
    public static final int MOST = 256;

    /** The most discoveries, and the most addresses, of one node. */
    public static final int MOST_EACH = 8;

    private static final int MOST_CHARACTERS = 64;

    /** Cuts texts and lists, and makes texts harmless: they are another node's claim. */
    public PeerSighting {
        name = harmless(name);
        List<String> named = new ArrayList<>();
        for (String discovery : via.subList(0, Math.min(via.size(), MOST_EACH))) {
            named.add(harmless(discovery));
        }
        via = List.copyOf(named);
        addresses = List.copyOf(addresses.subList(0, Math.min(addresses.size(), MOST_EACH)));
    }

    /**
     * What a node tells about itself: how it looks for others. Without an address, and merely expected, so that nobody dials it
     * for that.
     *
     * @param self the teller
     * @param discoveries the names of those that run there; may be none
     */
    public static PeerSighting ofItself(NodeId self, List<String> discoveries) {
        return new PeerSighting(self, "", State.EXPECTED, discoveries, List.of(), new Last(-1, ""));
    }

    private static String harmless(String text) {
        StringBuilder harmless = new StringBuilder(Math.min(text.length(), MOST_CHARACTERS));
        for (int at = 0, count = 0; at < text.length() && count < MOST_CHARACTERS; count++) {
            int character = text.codePointAt(at);
            harmless.appendCodePoint(isVisible(character) ? character : '?');
            at += Character.charCount(character);
        }
        return harmless.toString();
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** How a node stands with another. */
    public enum State {
        /** A link is in use. */
        LINKED,
        /** A discovery hears it now. */
        HEARD,
        /** It is known from before or by hand, and neither linked nor heard. */
        EXPECTED
    }

    /**
     * The last that was seen.
     *
     * @param seconds age of the last sign of life; -1 when there never was one
     * @param failure the kind of the last dial's failure, as {@link org.multibusiness.sync.api.transport.DialFailure.Cause};
     *     empty when there is none
     */
    public record Last(long seconds, String failure) {
        /** Makes the text harmless. */
        public Last {
            failure = harmless(failure);
        }
    }

    /** The same, but for the age. */
    public boolean saysTheSame(PeerSighting other) {
        return node.equals(other.node)
                && name.equals(other.name)
                && state == other.state
                && via.equals(other.via)
                && addresses.equals(other.addresses)
                && last.failure().equals(other.last.failure());
    }
}
