package org.multibusiness.sync.core.replica;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.ChainPoint;

/**
 * Finds out whether two nodes hold the same history of each origin, and where not, how much of it is common. Both sides know
 * both vectors, so both know which points are to be compared next, show theirs without being asked, and come to the same end:
 * first the last point that both have; where it differs, points at growing distances back; then a narrowing search. If one side
 * does not know the point before the first different one any more (pruned), it can't be told where the histories part. A last common
 * point that one side does not know is no obstacle: then the other side lacks what is pruned, and nothing is exchanged anyway
 * (rules 36 and 37). Not thread-safe.
 */
final class Comparison {
    /** Points of one origin in a round that narrows the search. */
    private static final int NARROWING = 16;

    private final Map<OriginId, Search> searches = new TreeMap<>();
    private final List<Fork> forks = new ArrayList<>();
    private final Set<Dot> unclear = new TreeSet<>();
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

    /** Not different at {@code below} (nor before, as far as it is known), different at {@code different}; nothing is known between. */
    private record Search(long below, boolean equal, long different) {
        Search notDifferent(long at, boolean known) {
            return at > below && at < different ? new Search(at, known, different) : this;
        }

        Search different(long at) {
            return at < different ? new Search(below, equal, at) : this;
        }
    }

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

    /** Different transactions, of which it is not known any more whether they are the first different ones; complete when done. */
    Set<Dot> unclear() {
        return Set.copyOf(unclear);
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
        ChainPoint mine = ours.get(dot);
        ChainPoint other = theirs.get(dot);
        boolean known = mine != null && other != null;
        boolean different = mine != null && other != null && !mine.chain().equals(other.chain());
        Search before = searches.get(dot.origin());
        if (before == null) {
            if (different) {
                searches.put(dot.origin(), new Search(0, true, at));
            }
        } else {
            searches.put(dot.origin(), different ? before.different(at) : before.notDifferent(at, known));
        }
    }

    private boolean found(OriginId origin, Search search) {
        if (search.different() > search.below() + 1) {
            return false;
        }
        Dot first = new Dot(origin, search.different());
        ChainPoint mine = ours.get(first);
        ChainPoint other = theirs.get(first);
        if (!search.equal()) {
            unclear.add(first);
        } else if (mine != null && other != null) {
            forks.add(new Fork(origin, search.below(), mine, other));
        }
        return true;
    }

    private void ask(OriginId origin, Search search) {
        long width = search.different() - search.below();
        if (search.below() == 0 && round == 1) {
            for (long back = 1; back < width; back *= 2) {
                asked.add(new Dot(origin, search.different() - back));
            }
        } else {
            long step = Math.max(1, width / NARROWING);
            for (long at = search.below() + step; at < search.different(); at += step) {
                asked.add(new Dot(origin, at));
            }
        }
    }
}
