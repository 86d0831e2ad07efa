package org.multibusiness.sync.core.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.doctor.Diagnosis.Subject;
import org.multibusiness.sync.api.doctor.PeerSighting;
import org.multibusiness.sync.api.network.NetworkProbe.Answer;
import org.multibusiness.sync.api.network.NetworkProbe.Life;
import org.multibusiness.sync.api.network.NetworkProbe.Neighbour;
import org.multibusiness.sync.api.network.Reach;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.core.doctor.PeerEvidence.Place;

/** A healthy node with a healthy peer, of which a test changes what its case is about. */
final class Patient {
    static final String PEER = "00000000000000b2";
    static final String SELF = "00000000000000a1";

    String state = "syncing";
    List<String> missing = List.of();
    SelfEvidence.Database database = new SelfEvidence.Database("ready", "");
    Map<String, String> refusedTables = Map.of();
    Map<String, String> alarms = Map.of();
    String disk = "";
    SelfEvidence.Port port = new SelfEvidence.Port(8765, true, "listening on *:8765", "");
    SelfEvidence.Network network =
            new SelfEvidence.Network("192.168.0.2", "Wi-Fi", "Selected IP 192.168.0.2", Optional.empty(), online());
    SelfEvidence.Multicast multicast = new SelfEvidence.Multicast(
            true, "listening to 224.0.0.251:5353", false, Optional.of(true), 1, "", List.of());
    int peers = 1;

    Standing worth = Standing.AUTHENTIC;
    String met = "alive";
    boolean heard = true;
    List<PeerEvidence.Heard> beacons = List.of();
    String parting = "";
    String expelled = "";
    boolean fresh;
    boolean linked = true;
    boolean outgoing = true;
    Duration clockAhead = Duration.ofMillis(20);
    Map<String, String> differences = Map.of();
    long pending;
    long stuckMs;
    Optional<Duration> idle = Optional.of(Duration.ofSeconds(3));
    Optional<List<String>> discoveries = Optional.of(List.of("manual", "multicast"));
    final List<Place> places = new ArrayList<>();
    final List<PeerEvidence.Witness> witnesses = new ArrayList<>();

    static SelfEvidence.Reachability online() {
        return new SelfEvidence.Reachability(
                new Reach(Reach.State.ONLINE, "default route by 192.168.0.1 through wlan0 from 192.168.0.2"),
                List.of());
    }

    Patient unlinked() {
        linked = false;
        return this;
    }

    /** One address that was found by multicast. */
    Patient at(String address, Answer answer, Life life) {
        places.add(new Place(address, Set.of("multicast"), false, Optional.empty(), Optional.of(answer), life));
        return this;
    }

    /** One address that was typed in. */
    Patient typed(String address, Answer answer, Life life) {
        places.add(new Place(address, Set.of("manual"), false, Optional.empty(), Optional.of(answer), life));
        return this;
    }

    Patient dialled(DialFailure.Cause cause, boolean own) {
        places.add(new Place(
                "192.168.0.3:8765",
                Set.of("manual"),
                own,
                Optional.of(new DialFailure(cause, "what the transport says")),
                Optional.of(Answer.CONNECTED),
                alive()));
        return this;
    }

    Patient witness(boolean isPeer, PeerSighting.State how, List<String> via, String address) {
        witnesses.add(new PeerEvidence.Witness(
                isPeer ? "East" : "North",
                isPeer,
                new PeerSighting(
                        new NodeId(isPeer ? SELF : PEER),
                        "East",
                        how,
                        via,
                        List.of(PeerAddress.parse(address)),
                        new PeerSighting.Last(3, ""))));
        return this;
    }

    static Life alive() {
        return new Life(Neighbour.ANSWERS, true, "192.168.0.3 is at 02:00:00:00:00:03");
    }

    static Life nothing() {
        return new Life(Neighbour.NONE, false, "no sign of life");
    }

    SelfEvidence self() {
        return new SelfEvidence(
                new Subject(SELF, "West", "192.168.0.2:8765", true),
                new SelfEvidence.Work(state, missing, database, refusedTables, alarms, disk),
                port,
                network,
                multicast,
                peers);
    }

    PeerEvidence peer() {
        if (places.isEmpty()) {
            at("192.168.0.3:8765", Answer.CONNECTED, alive());
        }
        Optional<PeerEvidence.Link> link = linked
                ? Optional.of(new PeerEvidence.Link(
                        outgoing,
                        Duration.ofMinutes(9),
                        clockAhead,
                        differences,
                        new PeerEvidence.Flow(pending, stuckMs, idle),
                        discoveries))
                : Optional.empty();
        return new PeerEvidence(
                new Subject(PEER, "East", places.get(0).address(), false),
                new PeerEvidence.Known(worth, met, heard, beacons, parting, fresh, expelled),
                link,
                places,
                witnesses,
                self());
    }
}
