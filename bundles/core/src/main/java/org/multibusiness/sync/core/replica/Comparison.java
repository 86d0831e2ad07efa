package org.multibusiness.sync.core.replica;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.ChainPoint;

/**
 * Finds out whether two nodes hold the same history of each origin, and where not, how much of it is common. Both sides know
 * both vectors, so both know which points are to be compared next, show theirs without being asked, and come to the same end:
 * first the last point that both have; where it differs, points at growing distances back; then a narrowing search. A point
 * that one side does not know any more counts as equal: what was pruned was held by all. Not thread-safe.
 */
final class Comparison {
    /** Points of one origin in a round that narrows the search. */
    private static final int NARROWING = 16;

    private final Map<OriginId, Search> searches = new TreeMap<>();
    private final List<Fork> forks = new ArrayList<>();
    private final Map<Dot, ChainPoint> ours = new HashMap<>();
    private final Map<Dot, ChainPoint> theirs = new HashMap<>();
    private int round;
    private Set<Dot> asked = new TreeSet<>();
    private boolean here;
    private boolean there;

    /**
     * An origin with two histories.
     *
     * @param origin which
     * @param common how many transactions both have in common
     * @param ours our first one behind these
     * @param theirs theirs
     */
    record Fork(OriginId origin, long common, ChainPoint ours, ChainPoint theirs) {
        /** The first transaction of the younger history. */
        ChainPoint younger() {
            return ours.compareTo(theirs) > 0 ? ours : theirs;
        }
    }

    /** Equal up to {@code equal}, different at {@code different}; nothing is known between. */
    private record Search(long equal, long different) {}

    /** Between what both said in their HELLO. */
    Comparison(VersionVector ours, VersionVector theirs) {
        ours.meet(theirs).entries().forEach((origin, common) -> asked.add(new Dot(origin, common)));
    }

    boolean isDone() {
        return asked.isEmpty();
    }

    int round() {
        return round;
    }

    /** The points of this round. */
    Set<Dot> asked() {
        return Set.copyOf(asked);
    }

    /** Where the histories part; complete when done. */
    List<Fork> forks() {
        return List.copyOf(forks);
    }

    /** Our points of this round; returns whether the round is over. */
    boolean here(Map<Dot, ChainPoint> points) {
        here = true;
        return take(points, ours);
    }

    /** The peer's points of a round; returns whether the round is over. */
    boolean there(Map<Dot, ChainPoint> points) {
        there = true;
        return take(points, theirs);
    }

    /** Whether a message belongs to this round. */
    boolean expects(int number, Set<Dot> points) {
        return number == round && !there && asked.containsAll(points);
    }

    private boolean take(Map<Dot, ChainPoint> points, Map<Dot, ChainPoint> known) {
        known.putAll(points);
        if (!here || !there) {
            return false;
        }
        asked.forEach(this::compare);
        here = false;
        there = false;
        round++;
        asked = new TreeSet<>();
        searches.entrySet().removeIf(entry -> found(entry.getKey(), entry.getValue()));
        searches.forEach(this::ask);
        return true;
    }

    private void compare(Dot dot) {
        long at = dot.sequence();
        boolean equal = isEqual(ours.get(dot), theirs.get(dot));
        Search before = searches.get(dot.origin());
        if (before == null) {
            if (!equal) {
                searches.put(dot.origin(), new Search(0, at));
            }
        } else if (equal) {
            searches.put(dot.origin(), new Search(Math.max(before.equal(), at), before.different()));
        } else {
            searches.put(dot.origin(), new Search(before.equal(), Math.min(before.different(), at)));
        }
    }

    private static boolean isEqual(@Nullable ChainPoint ours, @Nullable ChainPoint theirs) {
        return ours == null || theirs == null || ours.chain().equals(theirs.chain());
    }

    private boolean found(OriginId origin, Search search) {
        if (search.different() > search.equal() + 1) {
            return false;
        }
        Dot first = new Dot(origin, search.different());
        ChainPoint mine = ours.get(first);
        ChainPoint other = theirs.get(first);
        if (mine != null && other != null) {
            forks.add(new Fork(origin, search.equal(), mine, other));
        }
        return true;
    }

    private void ask(OriginId origin, Search search) {
        long width = search.different() - search.equal();
        if (search.equal() == 0 && round == 1) {
            for (long back = 1; back < width; back *= 2) {
                asked.add(new Dot(origin, search.different() - back));
            }
        } else {
            long step = Math.max(1, width / NARROWING);
            for (long at = search.equal() + step; at < search.different(); at += step) {
                asked.add(new Dot(origin, at));
            }
        }
    }
}
