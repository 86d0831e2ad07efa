package org.multibusiness.sync.core.stability;

import java.util.Set;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;

/**
 * What a node says that it holds, passed on word for word. Of two statements of one node the one with the greater stamp counts,
 * even if it says less: then the node lost what it had (a restored backup).
 *
 * @param author who says so, by its writing identity
 * @param stamp counts the author's statements; 0 for what nobody has said yet
 * @param vector all of it is durable at the author; every transaction of the author beyond its own entry has all of it in its past
 * @param retired nodes that the author takes nothing from any more, each by the last incarnation that is meant
 */
public record Acknowledgement(OriginId author, long stamp, VersionVector vector, Set<OriginId> retired) {
    /** Above any wall clock, and far from an overflow. */
    static final long GREATEST_STAMP = 1L << 60;

    /** Copies the set; throws {@link IllegalArgumentException} for a stamp out of range. */
    public Acknowledgement {
        if (stamp < 0 || stamp > GREATEST_STAMP) {
            throw new IllegalArgumentException("stamp " + stamp + " of " + author + " is out of range");
        }
        retired = Set.copyOf(retired);
    }

    /** That a node is there; it has said nothing. */
    static Acknowledgement of(OriginId author) {
        return new Acknowledgement(author, 0, VersionVector.EMPTY, Set.of());
    }

    /** Whether the author takes nothing from this origin any more. */
    boolean hasRetired(OriginId origin) {
        return covers(retired, origin);
    }

    /** Whether a set of retired nodes names this origin: this incarnation or a later one. */
    static boolean covers(Set<OriginId> retired, OriginId origin) {
        return retired.stream()
                .anyMatch(gone -> gone.node().equals(origin.node()) && gone.incarnation() >= origin.incarnation());
    }

    /**
     * Whether nothing can arrive any more that the author let pass before it made this statement: all of its own transactions up
     * to then are held, and all that it had taken from nodes that it has retired.
     */
    boolean isGrounded(VersionVector held) {
        return vector.entries().entrySet().stream()
                .filter(entry -> entry.getKey().node().equals(author.node()) || hasRetired(entry.getKey()))
                .allMatch(entry -> held.sequence(entry.getKey()) >= entry.getValue());
    }
}
