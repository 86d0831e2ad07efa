package org.multibusiness.sync.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.doctor.NodeFacts.DialFact;
import org.multibusiness.sync.api.doctor.NodeFacts.Told;
import org.multibusiness.sync.api.doctor.PeerSighting;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.core.wire.Message;

/**
 * What was seen of peers and is of no use for syncing with them, only for the doctor. Written by the loop's thread, read by
 * anybody. Bounded: the newest stay.
 */
final class Encounters {
    /** What a peer told is worth nothing when the link is away for so long. */
    private static final Duration REMEMBERED = Duration.ofMinutes(2);

    private static final int MOST = 512;

    private final Map<PeerAddress, DialFact> failures = newest();
    private final Map<NodeId, String> partings = newest();
    private final Map<NodeId, Long> clocks = newest();
    private final Map<NodeId, Instant> heard = newest();
    private final Map<NodeId, PeerAddress> addresses = newest();
    private final Map<NodeId, Boolean> outgoing = newest();
    private final Map<NodeId, Told> told = newest();
    private final Map<NodeId, Instant> goneSince = newest();
    private final Map<NodeId, Waiting> waiting = newest();
    private VersionVector held = VersionVector.EMPTY;
    private @Nullable Instant lastChange;

    /** What a peer had acknowledged when it still lacked something, and since when that has been so. */
    private record Waiting(VersionVector acknowledged, Instant since) {}

    private static <K, V> Map<K, V> newest() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> oldest) {
                return size() > MOST;
            }
        };
    }

    synchronized void dialFailed(PeerAddress address, DialFailure failure, Instant now) {
        failures.remove(address);
        failures.put(address, new DialFact(failure, now));
    }

    synchronized void linked(NodeId peer, PeerAddress address, boolean dialled) {
        outgoing.put(peer, dialled);
        addresses.remove(peer);
        addresses.put(peer, address);
        partings.remove(peer);
        goneSince.remove(peer);
        if (dialled) {
            failures.remove(address);
        }
    }

    synchronized void received(NodeId peer, Message message, Instant at) {
        heard.put(peer, at);
        if (message instanceof Message.Hello hello) {
            clocks.put(peer, Duration.between(at, hello.clock()).toMillis());
        } else if (message instanceof Message.Heartbeat heartbeat) {
            clocks.put(peer, Duration.between(at, heartbeat.clock()).toMillis());
        }
    }

    synchronized void parted(NodeId peer, String reason, Instant now) {
        partings.remove(peer);
        partings.put(peer, reason);
        goneSince.putIfAbsent(peer, now);
        waiting.remove(peer);
        outgoing.remove(peer);
    }

    synchronized void told(NodeId teller, String name, List<PeerSighting> sightings, Instant now) {
        told.put(teller, new Told(name, now, sightings));
    }

    /** What is held here and what each linked peer has acknowledged. */
    synchronized void holds(VersionVector now, Map<NodeId, PeerBoard.Linked> linked, Instant at) {
        if (!now.equals(held)) {
            lastChange = held.entries().isEmpty() ? lastChange : at;
            held = now;
        }
        linked.forEach((peer, link) -> {
            Waiting before = waiting.get(peer);
            if (link.acknowledged().missingFrom(now) == 0) {
                waiting.remove(peer);
            } else if (before == null || !before.acknowledged().equals(link.acknowledged())) {
                waiting.put(peer, new Waiting(link.acknowledged(), at));
            }
        });
    }

    synchronized Map<PeerAddress, DialFact> failures() {
        return Map.copyOf(failures);
    }

    synchronized Optional<DialFact> failure(PeerAddress address) {
        return Optional.ofNullable(failures.get(address));
    }

    synchronized Map<NodeId, String> partings() {
        return Map.copyOf(partings);
    }

    synchronized Map<NodeId, Told> told(Instant now) {
        told.keySet().removeIf(teller -> {
            Instant since = goneSince.get(teller);
            return since != null && now.isAfter(since.plus(REMEMBERED));
        });
        return Map.copyOf(told);
    }

    synchronized long clockAheadMs(NodeId peer) {
        return clocks.getOrDefault(peer, 0L);
    }

    synchronized long silentMs(NodeId peer, Instant now) {
        return Math.max(0, Duration.between(heard.getOrDefault(peer, now), now).toMillis());
    }

    synchronized Map<NodeId, PeerAddress> lastAddresses() {
        return Map.copyOf(addresses);
    }

    synchronized boolean isOutgoing(NodeId peer) {
        return outgoing.getOrDefault(peer, false);
    }

    synchronized long stuckMs(NodeId peer, Instant now) {
        Waiting wait = waiting.get(peer);
        return wait == null
                ? 0
                : Math.max(0, Duration.between(wait.since(), now).toMillis());
    }

    synchronized Optional<Instant> lastChange() {
        return Optional.ofNullable(lastChange);
    }
}
