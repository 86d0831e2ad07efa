package org.multibusiness.sync.core.doctor;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.doctor.Diagnosis;
import org.multibusiness.sync.api.doctor.Remedy;
import org.multibusiness.sync.api.doctor.Verdict;
import org.multibusiness.sync.api.transport.DialFailure.Cause;

/** What is the matter with one peer, seen from here and told by others. */
public final class PeerExam {
    /** Who it is and whether it may come in; then, by whether there is a link, how that fares or what stands in its way. */
    private static final List<Function<PeerEvidence, Optional<Finding>>> ADMISSION =
            List.of(PeerExam::predecessor, PeerExam::revoked, PeerExam::twin, PeerExam::wrongKey);

    private PeerExam() {}

    /** The cause that explains most of the evidence; {@code limits} tell what lasts too long. */
    public static Diagnosis of(PeerEvidence evidence, Limits limits) {
        Finding finding = ADMISSION.stream()
                .flatMap(question -> question.apply(evidence).stream())
                .findFirst()
                .orElseGet(() -> evidence.link()
                        .map(link -> LinkedExam.of(evidence, link, limits))
                        .orElseGet(() -> UnlinkedExam.of(evidence)));
        return finding.with(evidence.subject(), PeerLadder.of(evidence));
    }

    private static Optional<Finding> predecessor(PeerEvidence peer) {
        return peer.standing().worth() == Standing.PREDECESSOR
                ? Optional.of(Finding.certain(
                        Verdict.PREDECESSOR,
                        peer.subject().name() + " runs the predecessor's software. It is listed, never synced with.",
                        List.of(Remedies.words(
                                Remedy.Place.THERE,
                                "install Multi-Business Sync there, with the same registration key"))))
                : Optional.empty();
    }

    private static Optional<Finding> twin(PeerEvidence peer) {
        String told = peer.here()
                .work()
                .alarms()
                .getOrDefault("twins " + peer.subject().nodeId(), "");
        if (!told.isEmpty()) {
            return Optional.of(Finding.certain(Verdict.CLONE, told, Remedies.separateClone()));
        }
        Optional<PeerEvidence.Place> copy = place(peer, Cause.TWIN);
        if (copy.isPresent()) {
            return Optional.of(Finding.certain(
                    Verdict.CLONE,
                    "The server at " + copy.get().address()
                            + " is another one, and answers with this node's identity:"
                            + " one was copied from the other.",
                    Remedies.separateClone()));
        }
        return place(peer, Cause.PIN_MISMATCH)
                .map(place -> Finding.possible(
                        Verdict.CLONE,
                        "The server at " + place.address()
                                + " uses the id of a node that is known with another key pair: " + detail(place),
                        Remedies.separateClone()));
    }

    /** Asked before whether it was copied: neither of the two comes in any more. */
    private static Optional<Finding> revoked(PeerEvidence peer) {
        // What the other end closed a link for is said about us.
        String parting = peer.standing().parting();
        boolean parted = !parting.startsWith("closed by the other end")
                && (parting.contains("revoked") || parting.contains("retired"));
        String told = parted
                ? parting
                : place(peer, Cause.REVOKED).map(PeerExam::detail).orElse("");
        String found = told.isEmpty() ? peer.standing().expelled() : told;
        return !found.isEmpty()
                ? Optional.of(Finding.certain(
                        Verdict.REVOKED,
                        peer.subject().name() + " was expelled from the group: " + found,
                        List.of(
                                Remedies.shell(Remedy.Place.HERE, "see who expelled it, and why", "sync:audit"),
                                Remedies.words(
                                        Remedy.Place.THERE,
                                        "if it is to come back: give it a new identity (take data/sync/identity away, set"
                                                + " node.adopt-log in etc/org.multibusiness.sync.engine.cfg to its"
                                                + " former id) and the present key"))))
                : Optional.empty();
    }

    private static Optional<Finding> wrongKey(PeerEvidence peer) {
        if (peer.link().isPresent()) {
            return Optional.empty();
        }
        Optional<PeerEvidence.Place> told = place(peer, Cause.WRONG_KEY);
        if (told.isPresent()) {
            return Optional.of(Finding.certain(
                    Verdict.WRONG_KEY,
                    "The server at " + told.get().address() + " answers, and its registration key is not ours. "
                            + detail(told.get()),
                    Remedies.sameKey()));
        }
        return peer.standing().worth() == Standing.WRONG_KEY
                ? Optional.of(Finding.likely(
                        Verdict.WRONG_KEY,
                        "The announcements of " + peer.subject().name()
                                + " are sealed with another registration key than ours, or are forged.",
                        Remedies.sameKey()))
                : Optional.empty();
    }

    /** The first address whose last dial failed for this. */
    static Optional<PeerEvidence.Place> place(PeerEvidence peer, Cause cause) {
        return peer.places().stream().filter(place -> place.failed(cause)).findFirst();
    }

    static String detail(PeerEvidence.Place place) {
        return place.dialled().map(failure -> failure.detail()).orElse("");
    }

    /** Of several answers the first that there is. */
    static Optional<Finding> first(List<Optional<Finding>> answers) {
        return answers.stream().flatMap(Optional::stream).findFirst();
    }
}
