package org.multibusiness.sync.api;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * For each origin, the highest sequence held without a gap (Parker et al., 1983). Immutable; absent origins count as 0.
 *
 * @param entries sequences by origin; zero entries are dropped, negative ones refused
 */
public record VersionVector(SortedMap<OriginId, Long> entries) {
    /** The vector that holds nothing. */
    public static final VersionVector EMPTY = new VersionVector(new TreeMap<>());

    /** Copies the entries; throws {@link IllegalArgumentException} for a negative sequence. */
    public VersionVector {
        TreeMap<OriginId, Long> copy = new TreeMap<>();
        entries.forEach((origin, sequence) -> {
            if (sequence < 0) {
                throw new IllegalArgumentException("sequence " + sequence + " of " + origin + " is negative");
            }
            if (sequence > 0) {
                copy.put(origin, sequence);
            }
        });
        entries = Collections.unmodifiableSortedMap(copy);
    }

    /** The vector with these entries, in any order. */
    public static VersionVector of(Map<OriginId, Long> entries) {
        return new VersionVector(new TreeMap<>(entries));
    }

    /** The highest sequence of this origin held without a gap; 0 when none is. */
    public long sequence(OriginId origin) {
        return entries.getOrDefault(origin, 0L);
    }

    /** Whether this transaction is held. */
    public boolean covers(Dot dot) {
        return sequence(dot.origin()) >= dot.sequence();
    }

    /** Whether everything the other holds is held here too. */
    public boolean covers(VersionVector other) {
        for (Map.Entry<OriginId, Long> entry : other.entries.entrySet()) {
            if (sequence(entry.getKey()) < entry.getValue()) {
                return false;
            }
        }
        return true;
    }

    /** This vector with the entry of one origin set to the given sequence. */
    public VersionVector with(OriginId origin, long sequence) {
        TreeMap<OriginId, Long> copy = new TreeMap<>(entries);
        copy.put(origin, sequence);
        return new VersionVector(copy);
    }

    /** This vector advanced by one transaction; throws {@link IllegalArgumentException} when that would leave a gap. */
    public VersionVector advance(Dot dot) {
        if (dot.sequence() != sequence(dot.origin()) + 1) {
            throw new IllegalArgumentException(dot + " does not follow sequence " + sequence(dot.origin()));
        }
        return with(dot.origin(), dot.sequence());
    }

    /** The pointwise maximum: what both together hold. */
    public VersionVector join(VersionVector other) {
        TreeMap<OriginId, Long> copy = new TreeMap<>(entries);
        other.entries.forEach((origin, sequence) -> copy.merge(origin, sequence, Math::max));
        return new VersionVector(copy);
    }

    /** The pointwise minimum: what each of the two holds. */
    public VersionVector meet(VersionVector other) {
        TreeMap<OriginId, Long> copy = new TreeMap<>();
        entries.forEach((origin, sequence) -> copy.put(origin, Math.min(sequence, other.sequence(origin))));
        return new VersionVector(copy);
    }

    /** How many transactions the other holds that are not held here. */
    public long missingFrom(VersionVector other) {
        return other.entries.entrySet().stream()
                .mapToLong(e -> Math.max(0, e.getValue() - sequence(e.getKey())))
                .sum();
    }
}
