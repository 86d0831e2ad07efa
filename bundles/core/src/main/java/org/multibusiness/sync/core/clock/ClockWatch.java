package org.multibusiness.sync.core.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.multibusiness.sync.api.NodeId;

/**
 * Compares this node's clock with those of linked peers. A clock is wrong when more nodes agree on another time than on its
 * own; between two nodes nobody can tell. Time on the way counts as drift, so the limit is to be minutes, not milliseconds. Not
 * thread-safe.
 */
public final class ClockWatch {
    private final Map<NodeId, Duration> ahead = new TreeMap<>();

    /** What the clocks say. */
    public enum State {
        /** All are together. */
        TOGETHER,
        /** Some peer's clock is far from ours, and nobody can tell whose is wrong. */
        UNCERTAIN,
        /** Ours is wrong. */
        WRONG
    }

    /**
     * A look at the clocks.
     *
     * @param state what they say
     * @param ahead how far those that differ are ahead of us, the middle one; negative when they are behind; zero when together
     * @param peers those that differ; when ours is wrong, those that agree on another time
     */
    public record Verdict(State state, Duration ahead, List<NodeId> peers) {
        static final Verdict TOGETHER = new Verdict(State.TOGETHER, Duration.ZERO, List.of());

        /** Copies the list. */
        public Verdict {
            peers = List.copyOf(peers);
        }
    }

    /**
     * A peer told its time.
     *
     * @param now our clock when it arrived
     */
    public void heard(NodeId peer, Instant clock, Instant now) {
        ahead.put(peer, Duration.between(now, clock));
    }

    /** Forgets all but these peers. */
    public void keep(Set<NodeId> linked) {
        ahead.keySet().retainAll(linked);
    }

    /**
     * What the clocks say now.
     *
     * @param most how far clocks may be apart; zero: as far as they like
     */
    public Verdict verdict(Duration most) {
        List<NodeId> far = most.isZero()
                ? List.of()
                : ahead.keySet().stream()
                        .filter(peer -> offset(peer).abs().compareTo(most) > 0)
                        .toList();
        if (far.isEmpty()) {
            return Verdict.TOGETHER;
        }
        List<NodeId> agreed = List.of();
        for (NodeId peer : far) {
            List<NodeId> group = far.stream()
                    .filter(other -> offset(other).minus(offset(peer)).abs().compareTo(most) <= 0)
                    .toList();
            agreed = group.size() > agreed.size() ? group : agreed;
        }
        int withUs = 1 + ahead.size() - far.size();
        return agreed.size() > withUs
                ? new Verdict(State.WRONG, middle(agreed), agreed)
                : new Verdict(State.UNCERTAIN, middle(far), far);
    }

    private Duration offset(NodeId peer) {
        return ahead.getOrDefault(peer, Duration.ZERO);
    }

    private Duration middle(List<NodeId> peers) {
        List<Duration> sorted = peers.stream().map(this::offset).sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
