package org.multibusiness.sync.discovery.multicast;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;

/**
 * Who was heard, and what is to be told. Authentic peers and strangers live in tables of their own, so that no stranger can
 * displace a peer, or speak for one. Time is an argument; not thread-safe.
 *
 * <p>Of each authentic peer the last (incarnation, counter) is kept, longer than the peer itself: a recorded message brings
 * nobody back.
 */
final class PeerTable {
    /** Peers and, separately, strangers kept. A further peer is refused; a further stranger displaces the one silent for longest. */
    static final int LIMIT = 256;

    /** Marks kept: those of peers long gone are forgotten first. */
    static final int MARKS = 1024;

    /** So late may the same announcement still arrive through another interface. */
    private static final long DOUBLE_NANOS = 2_000_000_000L;

    private final Map<NodeId, Entry> peers = new LinkedHashMap<>();
    private final Map<String, Entry> strangers = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<NodeId, Mark> marks = new LinkedHashMap<>(16, 0.75f, true);
    private final RefusalCounts refusals;
    private Optional<Refusal> refusal = Optional.empty();

    /** What happened to a candidate. */
    record News(Kind kind, PeerCandidate candidate) {
        enum Kind {
            /** A peer or stranger that wasn't listed, or a peer that was started again. */
            NEWCOMER,
            SEEN,
            /** Not listed any more. */
            SILENT,
            /** A peer proved that it stops. */
            GOODBYE
        }
    }

    private record Entry(PeerCandidate candidate, String nodeId, Sources sources, long heardNanos) {}

    private record Mark(long incarnation, long counter, long heardNanos) {
        boolean olderThan(Presence presence) {
            return presence.incarnation() > incarnation
                    || (presence.incarnation() == incarnation && presence.counter() > counter);
        }

        boolean isOf(Presence presence) {
            return presence.incarnation() == incarnation && presence.counter() == counter;
        }
    }

    PeerTable(RefusalCounts refusals) {
        this.refusals = refusals;
    }

    /** Takes in a message that came from there. */
    List<News> heard(Presence presence, InetAddress source, long nowNanos) {
        refusal = Optional.empty();
        if (presence.standing() != Standing.AUTHENTIC) {
            return heardStranger(presence, presence.candidate(List.of(source)), nowNanos);
        }
        return presence.node()
                .map(node -> heardPeer(node, presence, source, nowNanos))
                .orElse(List.of());
    }

    private List<News> heardPeer(NodeId node, Presence presence, InetAddress source, long nowNanos) {
        Mark mark = marks.get(node);
        Entry before = peers.get(node);
        if (mark != null && !mark.olderThan(presence)) {
            boolean doubled = mark.isOf(presence) && nowNanos - mark.heardNanos() < DOUBLE_NANOS;
            return doubled ? heardAgain(node, presence, source, before) : refuse(Refusal.REPLAYED);
        }
        if (before == null && !presence.goodbye() && peers.size() >= LIMIT) {
            return refuse(Refusal.TABLE_FULL);
        }
        marks.put(node, new Mark(presence.incarnation(), presence.counter(), nowNanos));
        shrink(marks, MARKS);
        if (presence.goodbye()) {
            peers.remove(node);
            return before == null ? List.of() : List.of(new News(News.Kind.GOODBYE, before.candidate()));
        }
        List<News> news = unmask(node);
        @Nullable Entry same = mark != null && mark.incarnation() == presence.incarnation() ? before : null;
        Sources sources = (same == null ? Sources.NONE : same.sources()).and(source, presence.counter());
        PeerCandidate candidate = presence.candidate(sources.bestFirst());
        peers.put(node, new Entry(candidate, node.value(), sources, nowNanos));
        news.add(new News(same != null ? News.Kind.SEEN : News.Kind.NEWCOMER, candidate));
        return news;
    }

    /** The same message, by another way: news only if that way is new. */
    private List<News> heardAgain(NodeId node, Presence presence, InetAddress source, @Nullable Entry before) {
        if (before == null || presence.goodbye()) {
            return List.of();
        }
        Sources sources = before.sources().and(source, presence.counter());
        PeerCandidate candidate = presence.candidate(sources.bestFirst());
        peers.put(node, new Entry(candidate, node.value(), sources, before.heardNanos()));
        return candidate.equals(before.candidate()) ? List.of() : List.of(new News(News.Kind.SEEN, candidate));
    }

    /** Whoever used the id without proof until now is not listed any more. */
    private List<News> unmask(NodeId node) {
        List<News> news = new ArrayList<>();
        strangers.values().removeIf(stranger -> {
            boolean same = stranger.nodeId().equals(node.value());
            if (same) {
                news.add(new News(News.Kind.SILENT, stranger.candidate()));
            }
            return same;
        });
        return news;
    }

    private List<News> heardStranger(Presence presence, PeerCandidate candidate, long nowNanos) {
        if (presence.node().map(peers::containsKey).orElse(false)) {
            return refuse(Refusal.FORGED);
        }
        if (presence.standing() == Standing.WRONG_KEY) {
            refusals.count(Refusal.WRONG_KEY);
        }
        String key = presence.nodeId() + "@" + candidate.addresses();
        Entry before = strangers.get(key);
        if (presence.goodbye()) {
            strangers.remove(key); // not told as a goodbye: anybody could have written it
            return before == null ? List.of() : List.of(new News(News.Kind.SILENT, before.candidate()));
        }
        strangers.put(key, new Entry(candidate, presence.nodeId(), Sources.NONE, nowNanos));
        List<News> news = new ArrayList<>();
        for (Entry displaced : shrink(strangers, LIMIT)) {
            news.add(new News(News.Kind.SILENT, displaced.candidate()));
        }
        news.add(new News(before == null ? News.Kind.NEWCOMER : News.Kind.SEEN, candidate));
        return news;
    }

    /** Drops who was silent for too long. */
    List<News> expire(long nowNanos, Duration timeout) {
        List<News> news = new ArrayList<>();
        for (Map<?, Entry> table : List.of(peers, strangers)) {
            table.values().removeIf(entry -> {
                boolean silent = nowNanos - entry.heardNanos() >= timeout.toNanos();
                if (silent) {
                    news.add(new News(News.Kind.SILENT, entry.candidate()));
                }
                return silent;
            });
        }
        return news;
    }

    /** Everybody listed, peers first. */
    List<PeerCandidate> candidates() {
        List<PeerCandidate> candidates = new ArrayList<>();
        peers.values().forEach(entry -> candidates.add(entry.candidate()));
        strangers.values().forEach(entry -> candidates.add(entry.candidate()));
        return candidates;
    }

    int marks() {
        return marks.size();
    }

    /** Why the message heard last was not followed; empty when it was. */
    Optional<Refusal> refusal() {
        return refusal;
    }

    private List<News> refuse(Refusal why) {
        refusals.count(why);
        refusal = Optional.of(why);
        return List.of();
    }

    private static <V> List<V> shrink(Map<?, V> map, int limit) {
        List<V> dropped = new ArrayList<>();
        Iterator<V> oldest = map.values().iterator();
        while (map.size() > limit) {
            dropped.add(oldest.next());
            oldest.remove();
        }
        return dropped;
    }
}
