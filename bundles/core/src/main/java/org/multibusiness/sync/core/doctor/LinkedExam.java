package org.multibusiness.sync.core.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.multibusiness.sync.api.doctor.PeerSighting;
import org.multibusiness.sync.api.doctor.Remedy.Place;
import org.multibusiness.sync.api.doctor.Verdict;
import org.multibusiness.sync.api.network.NetworkProbe.Answer;
import org.multibusiness.sync.api.network.NetworkProbe.Neighbour;
import org.multibusiness.sync.core.doctor.PeerEvidence.Flow;
import org.multibusiness.sync.core.doctor.PeerEvidence.Link;

/** How a link fares. */
final class LinkedExam {
    /** Above this the time a message takes does not matter any more. */
    private static final Duration CLOCK = Duration.ofMinutes(5);

    private static final Duration QUIET = Duration.ofMinutes(1);
    private static final int MOST_TABLES = 5;

    private LinkedExam() {}

    static Finding of(PeerEvidence peer, Link link, Limits limits) {
        return PeerExam.first(List.of(
                        clock(peer, link),
                        schema(link),
                        behind(link.flow(), limits),
                        oneWayDial(peer, link),
                        oneWayMulticast(peer, limits),
                        multicast(peer, limits),
                        staleAddress(peer)))
                .orElseGet(() -> fine(link));
    }

    private static Optional<Finding> clock(PeerEvidence peer, Link link) {
        String alarm = peer.here().work().alarms().getOrDefault("clock", "");
        boolean named = !peer.subject().nodeId().isEmpty()
                && alarm.contains(peer.subject().nodeId());
        if (link.clockAhead().abs().compareTo(CLOCK) < 0 && !named) {
            return Optional.empty();
        }
        boolean ours = alarm.startsWith("This server's clock is wrong");
        long seconds = link.clockAhead().toMillis() / 1000;
        String offset = "The clock of " + peer.subject().name() + " is " + Math.abs(seconds) + " s "
                + (seconds < 0 ? "behind" : "ahead of") + " this server's.";
        return Optional.of(
                ours
                        ? Finding.certain(Verdict.CLOCK_OFF, offset + " " + alarm, Remedies.setClock(Place.HERE))
                        : Finding.certain(
                                Verdict.CLOCK_OFF,
                                offset + " One of the two is wrong.",
                                Remedies.setClock(Place.THERE)));
    }

    private static Optional<Finding> schema(Link link) {
        if (link.differences().isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = new TreeMap<>(link.differences())
                .entrySet().stream()
                        .limit(MOST_TABLES)
                        .map(table -> table.getKey() + ": " + table.getValue())
                        .toList();
        int more = link.differences().size() - lines.size();
        return Optional.of(Finding.certain(
                Verdict.SCHEMA_INCOMPATIBLE,
                "These tables differ, and their changes wait; all others flow. " + String.join("; ", lines)
                        + (more > 0 ? "; and " + more + " more" : ""),
                List.of(
                        Remedies.shell(Place.HERE, "compare", "sync:tables"),
                        Remedies.shell(Place.THERE, "compare", "sync:tables"),
                        Remedies.words(
                                Place.HERE,
                                "run the same migration on both; what waits is applied by itself once they agree"))));
    }

    private static Optional<Finding> behind(Flow flow, Limits limits) {
        return flow.stuckMs() >= limits.behind().toMillis()
                ? Optional.of(Finding.likely(
                        Verdict.BEHIND,
                        "The link is up, and for " + flow.stuckMs() / 1000 + " s nothing of what waits has moved ("
                                + flow.pending() + " transactions wait here).",
                        List.of(
                                Remedies.shell(Place.HERE, "see what holds it up", "sync:status"),
                                Remedies.shell(Place.THERE, "see what holds it up", "sync:status"),
                                Remedies.shell(Place.HERE, "ask for everything again", "sync:now"))))
                : Optional.empty();
    }

    /** It came to us; all our own ways to it are mute. */
    private static Optional<Finding> oneWayDial(PeerEvidence peer, Link link) {
        List<PeerEvidence.Place> tried = peer.places().stream()
                .filter(place -> place.answer().isPresent())
                .toList();
        boolean mute = !tried.isEmpty() && tried.stream().allMatch(PeerEvidence.Place::mute);
        return !link.outgoing() && mute
                ? Optional.of(Finding.certain(
                        Verdict.ONE_WAY,
                        peer.subject().name() + " can open a link to here; from here its port does not answer at "
                                + tried.get(0).address()
                                + ". Sync works while it dials. A firewall there, or a router between, lets through one way only.",
                        Remedies.openFirewall(
                                Place.THERE,
                                OddAddress.host(tried.get(0).address()),
                                OddAddress.port(tried.get(0).address()))))
                : Optional.empty();
    }

    private static Optional<Finding> oneWayMulticast(PeerEvidence peer, Limits limits) {
        Optional<PeerSighting> ofUs = peer.ofUs();
        if (ofUs.isEmpty() || !peer.here().multicast().installed() || isWithoutMulticast(peer)) {
            return Optional.empty();
        }
        boolean hearsUs = ofUs.get().via().contains("multicast");
        boolean heard = peer.standing().heard();
        if (heard && !hearsUs && ofUs.get().last().seconds() >= 0 && settled(peer, limits)) {
            return Optional.of(Finding.likely(
                    Verdict.ONE_WAY,
                    "Its announcements arrive here, ours do not arrive there. The link works all the same.",
                    Remedies.openMulticast(5353)));
        }
        return !heard && hearsUs && settled(peer, limits)
                ? Optional.of(Finding.certain(
                        Verdict.ONE_WAY,
                        "Our announcements arrive there, its own do not arrive here. The link works all the same.",
                        Remedies.openMulticast(5353)))
                : Optional.empty();
    }

    /** On one and the same wire announcements would have come by now. */
    private static Optional<Finding> multicast(PeerEvidence peer, Limits limits) {
        SelfEvidence.Multicast ours = peer.here().multicast();
        boolean sameWire = peer.places().stream().anyMatch(place -> place.life().neighbour() == Neighbour.ANSWERS);
        boolean expected =
                ours.installed() && !ours.deaf() && sameWire && settled(peer, limits) && !isWithoutMulticast(peer);
        if (!expected || peer.standing().heard()) {
            return Optional.empty();
        }
        boolean bothDeaf = peer.ofUs()
                .filter(sighting -> !sighting.via().contains("multicast"))
                .isPresent();
        String text =
                peer.subject().name() + " is on the same wire and linked by TCP, and no announcement of it arrives"
                        + (bothDeaf ? ", nor ours there." : ".")
                        + " Links stay; who has a new address or is new will not be found by itself.";
        if (!announces(peer)) {
            return Optional.of(Finding.possible(
                    Verdict.MULTICAST_BLOCKED,
                    text + " It does not tell whether it announces itself at all.",
                    Remedies.askForMulticast(5353)));
        }
        return Optional.of(
                ours.others() == 0 && bothDeaf
                        ? Finding.certain(Verdict.MULTICAST_BLOCKED, text, Remedies.openMulticast(5353))
                        : Finding.likely(Verdict.MULTICAST_BLOCKED, text, Remedies.openMulticast(5353)));
    }

    /** It tells that it announces itself by multicast. */
    private static boolean announces(PeerEvidence peer) {
        return peer.link().flatMap(Link::announces).orElse(false);
    }

    /** It tells that it does not: nothing is to be heard of it, and it hears nobody. A former version does not tell. */
    private static boolean isWithoutMulticast(PeerEvidence peer) {
        return !peer.link().flatMap(Link::announces).orElse(true);
    }

    private static boolean settled(PeerEvidence peer, Limits limits) {
        return peer.link()
                .filter(link -> link.age().compareTo(limits.announced()) >= 0)
                .isPresent();
    }

    /** An address that was typed in leads nowhere, while the link goes another way. */
    private static Optional<Finding> staleAddress(PeerEvidence peer) {
        boolean reached = peer.places().stream().anyMatch(place -> place.answered(Answer.CONNECTED));
        return peer.places().stream()
                .filter(place ->
                        place.byHand() && (place.mute() || place.answer().isEmpty()))
                .filter(place -> reached && !place.life().answered())
                .findFirst()
                .map(place -> Finding.likely(
                        Verdict.ADDRESS_CHANGED,
                        peer.subject().name() + " was named by hand at " + place.address()
                                + ", where nobody answers; it is linked at "
                                + peer.subject().address() + ".",
                        Remedies.newAddress(place.address(), peer.subject().address())));
    }

    private static Finding fine(Link link) {
        boolean quiet =
                link.flow().idle().map(idle -> idle.compareTo(QUIET) >= 0).orElse(true);
        return quiet && link.flow().pending() <= 0
                ? Finding.certain(Verdict.IDLE, "Linked; both hold the same, and nothing changed lately.", List.of())
                : Finding.certain(Verdict.HEALTHY, "Linked, and changes flow.", List.of());
    }
}
