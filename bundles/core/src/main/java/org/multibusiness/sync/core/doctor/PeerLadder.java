package org.multibusiness.sync.core.doctor;

import java.util.List;
import java.util.Optional;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.doctor.EvidenceStep;
import org.multibusiness.sync.api.doctor.PeerSighting;
import org.multibusiness.sync.api.network.NetworkProbe.Answer;
import org.multibusiness.sync.core.doctor.PeerEvidence.Link;
import org.multibusiness.sync.core.doctor.PeerEvidence.Place;
import org.multibusiness.sync.core.doctor.PeerEvidence.Witness;

/** The evidence about a peer in the order of the wire: announcement, key, port, proof, clock, tables, data. */
final class PeerLadder {
    private PeerLadder() {}

    static List<EvidenceStep> of(PeerEvidence peer) {
        Ladder ladder = new Ladder();
        announcement(ladder, peer);
        key(ladder, peer);
        peer.places().forEach(place -> knock(ladder, place));
        link(ladder, peer);
        peer.witnesses().forEach(witness -> witness(ladder, witness));
        return ladder.steps();
    }

    private static void announcement(Ladder ladder, PeerEvidence peer) {
        Optional<String> without = withoutMulticast(peer);
        if (without.isPresent()) {
            // Whatever is remembered of it.
            ladder.unknown("its announcement heard", without.get());
        } else if (peer.standing().heard()) {
            ladder.step("its announcement heard", true, "by multicast");
        } else if (peer.here().multicast().installed()) {
            ladder.unknown("its announcement heard", "not by multicast; across routers there is none");
        } else {
            ladder.unknown("its announcement heard", "the multicast discovery is not installed here");
        }
        peer.standing().beacons().forEach(heard -> ladder.step("heard", heard.followed(), heard.words()));
    }

    private static Optional<String> withoutMulticast(PeerEvidence peer) {
        return peer.link()
                .flatMap(Link::discoveries)
                .filter(running -> !running.contains("multicast"))
                .map(running -> peer.subject().name()
                        + " does not use multicast (SYNC_DISCOVERY there); it looks for others by "
                        + (running.isEmpty() ? "nothing" : String.join(", ", running)));
    }

    private static void key(Ladder ladder, PeerEvidence peer) {
        if (!peer.standing().expelled().isEmpty()) {
            ladder.step("belongs to the group", false, peer.standing().expelled());
        }
        if (peer.standing().worth() == Standing.AUTHENTIC) {
            ladder.step("key agrees", true, "proven");
        } else if (peer.standing().worth() == Standing.WRONG_KEY) {
            ladder.step("key agrees", false, "it has another registration key");
        } else {
            ladder.unknown("key agrees", "not proven yet");
        }
    }

    private static void knock(Ladder ladder, Place place) {
        String step = "port " + place.address();
        String from = " (named by "
                + String.join(", ", place.provenance().stream().sorted().toList()) + ")";
        Optional<Answer> answer = place.answer();
        if (place.own()) {
            ladder.unknown(step, "is this node's own" + from);
        } else if (answer.isEmpty()) {
            ladder.step(step, false, "the name does not resolve" + from);
        } else {
            ladder.step(step, answer.get() == Answer.CONNECTED, words(answer.get()) + from);
        }
        if (answer.isPresent() && answer.get() != Answer.CONNECTED) {
            life(ladder, place);
        }
        place.dialled().ifPresent(failure -> ladder.step("link to " + place.address(), false, failure.detail()));
    }

    private static void life(Ladder ladder, Place place) {
        String step = "host " + OddAddress.host(place.address()) + " alive";
        if (place.life().answered()) {
            ladder.step(step, true, place.life().evidence());
        } else {
            ladder.unknown(step, place.life().evidence());
        }
    }

    private static String words(Answer answer) {
        return switch (answer) {
            case CONNECTED -> "answers";
            case REFUSED -> "refuses: nothing listens there";
            case TIMED_OUT -> "does not answer";
            case UNREACHABLE -> "no way leads there, or the way says no";
            case UNKNOWN -> "could not be tried";
        };
    }

    private static void link(Ladder ladder, PeerEvidence peer) {
        if (peer.link().isEmpty()) {
            ladder.step(
                    "link with proof",
                    false,
                    peer.standing().parting().isEmpty()
                            ? "there is none"
                            : "the last one ended: " + peer.standing().parting());
            return;
        }
        Link link = peer.link().get();
        ladder.step(
                "link with proof",
                true,
                (link.outgoing() ? "dialled here" : "dialled there") + ", up for "
                        + link.age().toSeconds() + " s");
        long seconds = link.clockAhead().toMillis() / 1000;
        ladder.step("clock", Math.abs(seconds) < 300, Math.abs(seconds) + " s apart");
        int differ = link.differences().size();
        ladder.step("tables agree", differ == 0, differ == 0 ? "all" : differ + " differ");
        boolean flows = link.flow().stuckMs() < 120_000;
        ladder.step("data flows", flows, Math.max(0, link.flow().pending()) + " transactions wait");
        ladder.unknown("digests equal", "not compared");
    }

    private static void witness(Ladder ladder, Witness witness) {
        PeerSighting sighting = witness.sighting();
        String whom = witness.isPeer() ? " about us" : "";
        boolean good = sighting.state() != PeerSighting.State.EXPECTED;
        ladder.step("says " + witness.teller() + whom, good, words(sighting));
    }

    private static String words(PeerSighting sighting) {
        String state = switch (sighting.state()) {
            case LINKED -> "linked";
            case HEARD -> "heard, not linked";
            case EXPECTED -> "neither linked nor heard";
        };
        String via = sighting.via().isEmpty() ? "" : ", named by " + String.join(", ", sighting.via());
        String failure = sighting.last().failure().isEmpty()
                ? ""
                : ", last dial " + sighting.last().failure();
        return state + via + failure;
    }
}
