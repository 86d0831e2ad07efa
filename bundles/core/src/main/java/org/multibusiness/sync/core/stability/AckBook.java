package org.multibusiness.sync.core.stability;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.core.log.Lineage;

/**
 * What every known node has said that it holds, and what is stable by that. Who is in the book counts: nothing is stable that
 * one of them lacks. Not thread-safe.
 */
public final class AckBook {
    /** Whoever comes after these is not passed on; it still holds back what is stable here when it has written. */
    static final int MOST_NODES = 1_000;

    private final Map<NodeId, Statements> others = new LinkedHashMap<>();
    private final Set<OriginId> retired = new HashSet<>();
    private Acknowledgement own;

    /** A book of a node that knows nobody. */
    public AckBook(OriginId self) {
        this.own = Acknowledgement.of(self);
    }

    /** A node is there, whether it has said anything or not. */
    public void meet(OriginId author) {
        enter(Acknowledgement.of(author));
    }

    /**
     * A node said this before we were started. So it counts; but what it holds it has to say anew: names may have got another
     * meaning since.
     */
    public void recall(NodeId node, VersionVector vector) {
        OriginId author = vector.entries().keySet().stream()
                .filter(origin -> origin.node().equals(node))
                .reduce((one, later) -> later)
                .orElse(new OriginId(node, 1));
        meet(author);
    }

    private void enter(Acknowledgement first) {
        if (!isOwn(first) && others.size() < MOST_NODES) {
            others.putIfAbsent(first.author().node(), new Statements(first));
        }
    }

    /** Takes a node's statement, from itself or passed on; says whether it is news. */
    public boolean heard(Acknowledgement said) {
        if (isOwn(said)) {
            outdo(said);
            return false;
        }
        Statements known = others.get(said.author().node());
        if (known == null) {
            enter(said);
            return others.containsKey(said.author().node());
        }
        return known.heard(said);
    }

    private boolean isOwn(Acknowledgement said) {
        return said.author().node().equals(own.author().node());
    }

    /** Others know a later statement of ours: from before a restart under a faster clock, or from before our backup. */
    private void outdo(Acknowledgement said) {
        boolean later = said.stamp() > own.stamp() || (said.stamp() == own.stamp() && !said.equals(own));
        if (later && said.stamp() < Acknowledgement.GREATEST_STAMP) {
            own = new Acknowledgement(own.author(), said.stamp() + 1, own.vector(), own.retired(), own.lineage());
        }
    }

    /**
     * Makes a statement of our own.
     *
     * @param chains the chains of what {@code held} names; null where it isn't known
     * @param at a stamp to use, if it is greater than the one before: the wall clock does
     */
    public void state(OriginId self, VersionVector held, Function<Dot, @Nullable String> chains, long at) {
        long stamp = Math.max(own.stamp() + 1, at);
        own = new Acknowledgement(self, stamp, held, retired, Lineage.of(held, chains));
    }

    /**
     * Statements that could be of use, if they speak of the histories that we hold; of each node at most one.
     *
     * @param held what is held here
     * @param most so many entries of their vectors together, but always one statement
     */
    public List<Acknowledgement> comparable(VersionVector held, int most) {
        List<Acknowledgement> comparable = new ArrayList<>();
        int entries = 0;
        for (Statements statements : others.values()) {
            Acknowledgement said = statements.comparable(held).orElse(null);
            if (said != null && (comparable.isEmpty() || entries + said.size() <= most)) {
                comparable.add(said);
                entries += said.size();
            }
        }
        return comparable;
    }

    /**
     * Takes note of whose histories statements speak of.
     *
     * @param said some of {@link #comparable}
     * @param chains of our log: of all that they name; null where it isn't known
     */
    public void compare(List<Acknowledgement> said, Function<Dot, @Nullable String> chains) {
        for (Acknowledgement statement : said) {
            Statements statements = others.get(statement.author().node());
            if (statements != null) {
                statements.compared(statement, statement.speaksOf(chains));
            }
        }
    }

    /** Whether there is news to state: of what we hold, or of whom we take nothing from any more. */
    public boolean hasNews(VersionVector held) {
        return !own.vector().equals(held) || !own.retired().equals(retired);
    }

    /** What we said last. */
    public Acknowledgement own() {
        return own;
    }

    /** Takes nothing more from a node's incarnations up to this one. This can't be taken back: others count on it. */
    public void retire(OriginId origin) {
        retired.removeIf(gone -> gone.node().equals(origin.node()) && gone.incarnation() < origin.incarnation());
        if (!isRetired(origin)) {
            retired.add(origin);
        }
    }

    /** Whether we take nothing more from this origin. */
    public boolean isRetired(OriginId origin) {
        return Acknowledgement.covers(retired, origin);
    }

    /** The last statement of every known node in the order in which they became known, ours at the end. */
    List<Acknowledgement> latest() {
        List<Acknowledgement> latest = new ArrayList<>();
        others.values().forEach(statements -> latest.add(statements.latest()));
        latest.add(own);
        return latest;
    }

    /**
     * What is stable: every node that counts holds it, and nothing that is concurrent with any of it can still arrive here.
     * Never decreases while nobody loses what it had. A node that knows no other keeps everything for the first one to come.
     *
     * @param held what is held here
     */
    public VersionVector stable(VersionVector held) {
        held.entries().keySet().forEach(this::meet);
        if (others.isEmpty() || held.entries().keySet().stream().anyMatch(this::isStranger)) {
            return VersionVector.EMPTY;
        }
        List<Acknowledgement> active = new ArrayList<>();
        List<Statements> absent = new ArrayList<>();
        for (Statements statements : others.values()) {
            if (isRetired(statements.latest().author())) {
                absent.add(statements);
            } else {
                active.add(said(statements));
            }
        }
        for (Statements statements : absent) {
            if (!active.stream()
                    .allMatch(said -> said.hasRetired(statements.latest().author()))) {
                active.add(said(statements));
            }
        }
        return active.stream().map(Acknowledgement::vector).reduce(held, VersionVector::meet);
    }

    /** Has written, but was one too many for the book. */
    private boolean isStranger(OriginId origin) {
        return !origin.node().equals(own.author().node()) && !others.containsKey(origin.node());
    }

    private static Acknowledgement said(Statements statements) {
        return statements.usable().orElse(Acknowledgement.of(statements.latest().author()));
    }
}
