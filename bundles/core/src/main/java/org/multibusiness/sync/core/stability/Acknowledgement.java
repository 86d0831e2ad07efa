package org.multibusiness.sync.core.stability;

import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.core.log.Lineage;

/**
 * What a node says that it holds, passed on word for word. Of two statements of one node the one with the greater stamp counts,
 * even if it says less: then the node lost what it had (a restored backup).
 *
 * @param author who says so, by its writing identity
 * @param stamp counts the author's statements; 0 for what nobody has said yet
 * @param vector all of it is durable at the author; every transaction of the author beyond its own entry has all of it in its past
 * @param retired nodes that the author takes nothing from any more, each by the last incarnation that is meant
 * @param lineage a hash over the chains of all that the vector names, as {@link org.multibusiness.sync.core.log.Lineage} makes it: whose
 *     histories the author holds under these names; empty when it can't tell
 */
public record Acknowledgement(
        OriginId author, long stamp, VersionVector vector, Set<OriginId> retired, String lineage) {
    /** Above any wall clock, and far from an overflow. */
    static final long GREATEST_STAMP = 1L << 60;

    private static final int LINEAGE_DIGITS = 32;

    /** Copies the set; throws {@link IllegalArgumentException} for a stamp out of range or a lineage of another length. */
    public Acknowledgement {
        if (stamp < 0 || stamp > GREATEST_STAMP) {
            throw new IllegalArgumentException("stamp " + stamp + " of " + author + " is out of range");
        }
        if (!lineage.isEmpty() && lineage.length() != LINEAGE_DIGITS) {
            throw new IllegalArgumentException("'" + lineage + "' of " + author + " is no lineage of 32 hex digits");
        }
        retired = Set.copyOf(retired);
    }

    /** That a node is there; it has said nothing. */
    static Acknowledgement of(OriginId author) {
        return new Acknowledgement(author, 0, VersionVector.EMPTY, Set.of(), "");
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

    /** Whether the author says, by the chains of a log that holds all of the vector, that it holds what that log holds. */
    boolean speaksOf(Function<Dot, @Nullable String> chains) {
        return !lineage.isEmpty() && lineage.equals(Lineage.of(vector, chains));
    }

    /** How much it is to look up. */
    int size() {
        return vector.entries().size();
    }

    /** What has to be known of a log to tell whose histories the vector names. */
    public Set<Dot> named() {
        return vector.entries().entrySet().stream()
                .map(entry -> new Dot(entry.getKey(), entry.getValue()))
                .collect(Collectors.toSet());
    }
}
