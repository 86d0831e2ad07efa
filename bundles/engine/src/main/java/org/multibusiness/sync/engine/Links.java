package org.multibusiness.sync.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.transport.PeerLink;

/** The links that are up, by the number under which the replica knows them. Used by the loop's thread only. */
final class Links {
    private static final Duration ROUND = Duration.ofSeconds(5);
    /** Everybody says something every 3 s. */
    private static final Duration ALIVE = Duration.ofSeconds(5);

    private final Map<Long, PeerLink> byNumber = new LinkedHashMap<>();
    private final IdentityHashMap<PeerLink, Long> numbers = new IdentityHashMap<>();
    private final Map<Long, Instant> since = new HashMap<>();
    private final Map<Long, Instant> heard = new HashMap<>();
    private long last;

    long add(PeerLink link, Instant now) {
        last++;
        since.put(last, now);
        byNumber.put(last, link);
        numbers.put(link, last);
        return last;
    }

    /** Something came over this link. */
    void heard(long number, Instant at) {
        heard.put(number, at);
    }

    Optional<Long> number(PeerLink link) {
        return Optional.ofNullable(numbers.get(link));
    }

    Optional<PeerLink> link(long number) {
        return Optional.ofNullable(byNumber.get(number));
    }

    Optional<Long> remove(PeerLink link) {
        Long number = numbers.remove(link);
        if (number != null) {
            byNumber.remove(number);
            since.remove(number);
            heard.remove(number);
        }
        return Optional.ofNullable(number);
    }

    /**
     * Whether another dial of the same round led to this peer a moment ago. Only the side that dialled may give up one of the
     * two: if both chose, each could choose the other one.
     */
    boolean isSecondOfRound(PeerLink link, Instant now) {
        return link.outgoing()
                && byNumber.entrySet().stream()
                        .anyMatch(entry -> entry.getValue().outgoing()
                                && entry.getValue().peer().equals(link.peer())
                                && now.isBefore(since.getOrDefault(entry.getKey(), Instant.EPOCH)
                                        .plus(ROUND)));
    }

    /** Whether a link with this peer stands since longer than any round of dials takes, and lives. */
    boolean isServed(NodeId peer, Instant now) {
        return byNumber.entrySet().stream()
                .filter(entry -> entry.getValue().peer().equals(peer))
                .map(Map.Entry::getKey)
                .anyMatch(number -> now.isAfter(since.getOrDefault(number, Instant.MAX.minus(ROUND))
                                .plus(ROUND))
                        && now.isBefore(heard.getOrDefault(number, Instant.MIN).plus(ALIVE)));
    }

    /** The peers with links of which none says anything any more. */
    Set<NodeId> silent(Instant now) {
        Set<NodeId> silent = new HashSet<>();
        Set<NodeId> alive = new HashSet<>();
        byNumber.forEach((number, link) -> {
            Instant last = heard.getOrDefault(number, since.getOrDefault(number, Instant.EPOCH));
            (now.isBefore(last.plus(ALIVE)) ? alive : silent).add(link.peer());
        });
        silent.removeAll(alive);
        return silent;
    }

    Collection<PeerLink> all() {
        return List.copyOf(byNumber.values());
    }
}
