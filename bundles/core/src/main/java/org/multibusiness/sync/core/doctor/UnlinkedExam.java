package org.multibusiness.sync.core.doctor;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.doctor.Remedy;
import org.multibusiness.sync.api.doctor.Remedy.Place;
import org.multibusiness.sync.api.doctor.Verdict;
import org.multibusiness.sync.api.network.NetworkProbe.Answer;
import org.multibusiness.sync.api.transport.DialFailure.Cause;
import org.multibusiness.sync.core.doctor.PeerEvidence.Witness;

/** What stands in the way of a link. */
final class UnlinkedExam {
    private UnlinkedExam() {}

    static Finding of(PeerEvidence peer) {
        return PeerExam.first(List.of(
                        notWorkingHere(peer),
                        left(peer),
                        databaseThere(peer),
                        stranger(peer),
                        answers(peer),
                        moved(peer),
                        refused(peer),
                        firewall(peer),
                        wrongInterface(peer),
                        unknownName(peer)))
                .orElseGet(() -> silent(peer));
    }

    /** Without a database of our own no link is made with anybody. */
    private static Optional<Finding> notWorkingHere(PeerEvidence peer) {
        return SelfExam.database(peer.here().work())
                .map(finding -> new Finding(
                        finding.verdict(),
                        finding.confidence(),
                        "No link is made while this node's own database can't be used. " + finding.text(),
                        finding.next()));
    }

    private static Optional<Finding> left(PeerEvidence peer) {
        boolean back = peer.places().stream().anyMatch(place -> place.answered(Answer.CONNECTED));
        return peer.standing().state().equals("left") && !back
                ? Optional.of(Finding.certain(
                        Verdict.LEFT,
                        peer.subject().name() + " said goodbye: the service was stopped there on purpose.",
                        Remedies.startService()))
                : Optional.empty();
    }

    private static Optional<Finding> databaseThere(PeerEvidence peer) {
        String parting = peer.standing().parting();
        return parting.contains("the database is not ready there")
                ? Optional.of(Finding.certain(
                        Verdict.DATABASE_DOWN,
                        peer.subject().name() + " closes the link, because its database can't be used: " + parting,
                        Remedies.mendDatabase(Place.THERE)))
                : Optional.empty();
    }

    private static Optional<Finding> stranger(PeerEvidence peer) {
        return PeerExam.place(peer, Cause.NOT_A_PEER)
                .map(place -> Finding.certain(
                        Verdict.NOT_A_PEER,
                        "At " + place.address()
                                + " something else answers than this software, or a version that speaks otherwise. "
                                + PeerExam.detail(place),
                        List.of(
                                Remedies.shell(
                                        Place.THERE, "see which port is right, and which version runs", "sync:status"),
                                Remedies.shell(Place.HERE, "name the right one", "sync:peer-add HOST:PORT"))));
    }

    /** The port answers, and still there is no link. */
    private static Optional<Finding> answers(PeerEvidence peer) {
        Optional<PeerEvidence.Place> open = peer.places().stream()
                .filter(place -> place.answered(Answer.CONNECTED) && !place.own())
                .findFirst();
        if (open.isEmpty()) {
            return Optional.empty();
        }
        if (peer.standing().fresh() || open.get().dialled().isEmpty()) {
            return Optional.of(Finding.possible(
                    Verdict.CONNECTING,
                    "The port at " + open.get().address() + " answers; the link is being made.",
                    List.of(Remedies.lookAgain())));
        }
        return Optional.of(Finding.possible(
                Verdict.UNCLEAR,
                "The port at " + open.get().address() + " answers, and no link comes about. "
                        + PeerExam.detail(open.get()) + " " + peer.standing().parting(),
                List.of(
                        Remedies.shell(Place.HERE, "read what the log says about it", "log:display"),
                        Remedies.shell(Place.THERE, "ask the other server", "sync:doctor"))));
    }

    /** Others are linked with it where we never looked. */
    private static Optional<Finding> moved(PeerEvidence peer) {
        return peer.linkedElsewhere()
                .flatMap(witness -> elsewhere(peer, witness)
                        .map(address -> Finding.certain(
                                Verdict.ADDRESS_CHANGED,
                                witness.teller() + " is linked with "
                                        + peer.subject().name() + " at " + address + "; here only " + addresses(peer)
                                        + " is known, where nobody answers.",
                                Remedies.newAddress(addresses(peer), address))));
    }

    private static Optional<String> elsewhere(PeerEvidence peer, Witness witness) {
        boolean alive = peer.places().stream().anyMatch(place -> place.life().answered());
        return witness.sighting().addresses().stream()
                .map(PeerAddress::toString)
                .limit(1)
                .filter(address -> !alive
                        && peer.places().stream()
                                .noneMatch(place -> place.address().equals(address)))
                .findFirst();
    }

    private static Optional<Finding> refused(PeerEvidence peer) {
        return peer.places().stream()
                .filter(place -> place.answered(Answer.REFUSED))
                .findFirst()
                .map(place -> peer.standing().heard()
                        ? Finding.likely(
                                Verdict.SERVICE_DEAD,
                                place.address()
                                        + " refuses the connection, although announcements of it are heard: it can't"
                                        + " listen on that port, it has just stopped, or a firewall there rejects.",
                                Remedies.startService())
                        : Finding.certain(
                                Verdict.SERVICE_DEAD,
                                place.address()
                                        + " refuses the connection: the server is on, and no sync service listens on"
                                        + " that port.",
                                Remedies.startService()));
    }

    /** Named only when the host was shown to live, there where the port is mute. */
    private static Optional<Finding> firewall(PeerEvidence peer) {
        Optional<PeerEvidence.Place> alive = peer.places().stream()
                .filter(place -> place.mute() && place.life().answered())
                .findFirst();
        if (alive.isPresent()) {
            return Optional.of(firewall(peer, alive.get()));
        }
        Optional<PeerEvidence.Place> mute = peer.places().stream()
                .filter(place -> place.answered(Answer.TIMED_OUT))
                .findFirst();
        if (mute.isPresent() && peer.standing().heard() && isNear(peer, mute.get())) {
            return Optional.of(Finding.likely(
                    Verdict.FIREWALL,
                    announced(peer, mute.get()),
                    openFirewall(Place.THERE, mute.get().address())));
        }
        return mute.flatMap(place -> peer.linkedElsewhere()
                .map(witness -> Finding.likely(
                        Verdict.FIREWALL,
                        witness.teller() + " is linked with " + peer.subject().name() + "; only from here "
                                + place.address()
                                + " does not answer. Look at this server's own firewall, and at the way there.",
                        openFirewall(Place.HERE, place.address()))));
    }

    private static Finding firewall(PeerEvidence peer, PeerEvidence.Place alive) {
        List<Remedy> next = openFirewall(Place.THERE, alive.address());
        return peer.standing().heard()
                ? Finding.certain(Verdict.FIREWALL, announced(peer, alive), next)
                : Finding.likely(
                        Verdict.FIREWALL,
                        "The server at " + alive.address() + " is alive ("
                                + alive.life().evidence()
                                + "), and its port does not answer: a firewall drops what comes to it.",
                        next);
    }

    private static String announced(PeerEvidence peer, PeerEvidence.Place place) {
        return peer.subject().name() + " is alive: its announcements are heard. Its port at " + place.address()
                + " does not answer: a firewall drops what comes to it.";
    }

    /** Announcements come over our own wire only; whoever sends them from an address beyond it tells the wrong one. */
    private static boolean isNear(PeerEvidence peer, PeerEvidence.Place place) {
        String ours = peer.here().network().address();
        return OddAddress.host(place.address()).startsWith(ours.substring(0, ours.lastIndexOf('.') + 1));
    }

    private static List<Remedy> openFirewall(Place first, String where) {
        return Remedies.openFirewall(first, OddAddress.host(where), OddAddress.port(where));
    }

    private static Optional<Finding> wrongInterface(PeerEvidence peer) {
        boolean odd =
                !peer.places().isEmpty() && peer.places().stream().allMatch(place -> OddAddress.is(place.address()));
        if (odd) {
            return Optional.of(Finding.likely(
                    Verdict.WRONG_INTERFACE,
                    peer.subject().name() + " tells only " + addresses(peer)
                            + ": an address of containers, or one that no DHCP server gave, which nobody else reaches.",
                    Remedies.chooseInterface(Place.THERE)));
        }
        return SelfExam.network(peer.here()).or(() -> beyondOurWire(peer));
    }

    private static Optional<Finding> beyondOurWire(PeerEvidence peer) {
        boolean mute = !peer.places().isEmpty()
                && peer.places().stream()
                        .allMatch(place -> place.mute() && !place.life().answered());
        return mute && peer.standing().heard()
                ? Optional.of(Finding.likely(
                        Verdict.WRONG_INTERFACE,
                        peer.subject().name() + " is heard on our own wire, and tells " + addresses(peer)
                                + ", where nothing shows life: the address of a VPN or of another network card.",
                        Remedies.chooseInterface(Place.THERE)))
                : Optional.empty();
    }

    private static Optional<Finding> unknownName(PeerEvidence peer) {
        boolean none = !peer.places().isEmpty()
                && peer.places().stream().allMatch(place -> place.answer().isEmpty());
        return none
                ? Optional.of(Finding.certain(
                        Verdict.NAME_UNKNOWN,
                        "The name in " + addresses(peer) + " does not resolve to an address.",
                        List.of(
                                new Remedy(
                                        Place.HERE,
                                        "ask the name service",
                                        "getent hosts HOST",
                                        "Resolve-DnsName HOST"),
                                Remedies.shell(Place.HERE, "name the address instead", "sync:peer-add ADDRESS"))))
                : Optional.empty();
    }

    private static Finding silent(PeerEvidence peer) {
        if (peer.places().isEmpty()) {
            return Finding.possible(
                    Verdict.UNCLEAR,
                    "No address of " + peer.subject().name() + " is known.",
                    List.of(Remedies.shell(Place.HERE, "name one", "sync:peer-add HOST")));
        }
        return Finding.likely(
                Verdict.HOST_SILENT,
                "Nothing answers at " + addresses(peer)
                        + ", not even to the questions that any server answers. It is off, unplugged, on another network, or has"
                        + " another address; that a firewall hides all of it can't be shown from here.",
                Remedies.silentHost(OddAddress.host(peer.places().get(0).address())));
    }

    private static String addresses(PeerEvidence peer) {
        return peer.places().stream().map(PeerEvidence.Place::address).collect(Collectors.joining(", "));
    }
}
