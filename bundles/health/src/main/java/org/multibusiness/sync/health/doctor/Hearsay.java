package org.multibusiness.sync.health.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.multibusiness.sync.api.discovery.Beacon;
import org.multibusiness.sync.api.discovery.HeardBeacon;
import org.multibusiness.sync.core.doctor.PeerEvidence;

/** What the discoveries heard, in words for the ladder. Pure. */
final class Hearsay {
    private static final int MOST_LINES = 5;
    /** On a port that others use, too; that is no finding. */
    private static final String FOREIGN = "foreign";

    /** What multicast says of an announcement with our id, sealed with the group's key, that we did not send. */
    private static final String COPY = "from a copy of this node";

    private static final Duration LATELY = Duration.ofMinutes(2);

    private final List<HeardBeacon> beacons;
    private final Instant now;

    /**
     * What was heard until now.
     *
     * @param beacons the latest first
     */
    Hearsay(List<HeardBeacon> beacons, Instant now) {
        this.beacons = List.copyOf(beacons);
        this.now = now;
    }

    /**
     * Whether our own announcement came back.
     *
     * @param condition what the discovery says of itself: it knows how long it has been waiting
     * @return empty when it can't be told yet
     */
    Optional<Boolean> own(String condition) {
        if (condition.contains("doesn't hear its own")) {
            return Optional.of(false);
        }
        boolean echo = beacons.stream().anyMatch(heard -> heard.beacon().kind().equals("echo"));
        return echo ? Optional.of(true) : Optional.empty();
    }

    /**
     * Another server that calls itself by our id, as far as its announcements were heard lately, and more than once: a single one
     * may be an echo of our own last start.
     *
     * @param nodeId our own
     * @return where and when, for people
     */
    Optional<String> copy(String nodeId) {
        return beacons.stream()
                .filter(heard -> !nodeId.isEmpty() && heard.beacon().nodeId().equals(nodeId))
                .filter(heard -> heard.beacon().refusal().equals(COPY) && heard.count() > 1)
                .filter(heard -> heard.last().isAfter(now.minus(LATELY)))
                .findFirst()
                .map(this::words);
    }

    /** What was refused and why, the latest first, at most five lines. */
    List<String> refused() {
        return some(beacon -> !beacon.followed()).map(this::words).toList();
    }

    /**
     * What was heard of one node, the latest first, at most five lines.
     *
     * @param nodeId its id; empty when unknown
     * @param hosts its addresses, literal
     */
    List<PeerEvidence.Heard> of(String nodeId, Set<String> hosts) {
        return some(beacon -> isOf(beacon, nodeId, hosts))
                .map(heard ->
                        new PeerEvidence.Heard(words(heard), heard.beacon().followed()))
                .toList();
    }

    private static boolean isOf(Beacon beacon, String nodeId, Set<String> hosts) {
        if (nodeId.isEmpty() || beacon.nodeId().isEmpty()) {
            return hosts.contains(beacon.source());
        }
        return beacon.nodeId().equals(nodeId);
    }

    private Stream<HeardBeacon> some(Predicate<Beacon> which) {
        return beacons.stream()
                .filter(heard -> !heard.beacon().kind().equals(FOREIGN) && which.test(heard.beacon()))
                .limit(MOST_LINES);
    }

    private String words(HeardBeacon heard) {
        Beacon beacon = heard.beacon();
        String who = beacon.name().isEmpty() ? "" : " of '" + beacon.name() + "'";
        String from = beacon.source().isEmpty() ? "" : " from " + beacon.source();
        String through = beacon.networkInterface().isEmpty() ? "" : " on " + beacon.networkInterface();
        String refused = beacon.followed() ? "" : ", refused: " + beacon.refusal();
        return beacon.kind() + " by " + beacon.discovery() + who + from + through + refused + " ("
                + times(heard.count()) + ", " + age(heard) + ")";
    }

    private static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }

    private String age(HeardBeacon heard) {
        return "last " + Math.max(0, Duration.between(heard.last(), now).toSeconds()) + " s ago";
    }
}
