package org.multibusiness.sync.core.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.doctor.Diagnosis.Subject;
import org.multibusiness.sync.api.doctor.PeerSighting;
import org.multibusiness.sync.api.network.NetworkProbe;
import org.multibusiness.sync.api.transport.DialFailure;

/**
 * What was found about one peer.
 *
 * @param subject who it is
 * @param standing what is known of it without asking it
 * @param link the link in use; empty when there is none
 * @param places its addresses, with what each answered
 * @param witnesses what others tell about it, and what it tells about us
 * @param here what was found about ourselves
 */
public record PeerEvidence(
        Subject subject,
        Known standing,
        Optional<Link> link,
        List<Place> places,
        List<Witness> witnesses,
        SelfEvidence here) {
    /** Copies the lists. */
    public PeerEvidence {
        places = List.copyOf(places);
        witnesses = List.copyOf(witnesses);
    }

    /**
     * What is known without asking it.
     *
     * @param worth what its announcements are worth
     * @param state its state as status names it; empty when never met
     * @param heard whether multicast hears it now
     * @param beacons what the discoveries heard of it, the latest first
     * @param parting why its last link went down; empty when unknown or never linked
     * @param fresh whether we learned of it only moments ago
     * @param expelled by whom and when it was expelled from the group; empty when it was not
     */
    public record Known(
            Standing worth,
            String state,
            boolean heard,
            List<Heard> beacons,
            String parting,
            boolean fresh,
            String expelled) {
        /** Copies the list. */
        public Known {
            beacons = List.copyOf(beacons);
        }
    }

    /**
     * What was heard by a discovery.
     *
     * @param words what, from where, how often, and why it was refused, for people
     * @param followed whether it was not refused
     */
    public record Heard(String words, boolean followed) {}

    /**
     * The link in use.
     *
     * @param outgoing whether we dialled
     * @param age since when
     * @param clockAhead how far its clock is ahead of ours
     * @param differences tables that differ, with the reason
     * @param flow what waits
     * @param discoveries how it looks for others, as it tells; empty when it does not tell
     */
    public record Link(
            boolean outgoing,
            Duration age,
            Duration clockAhead,
            Map<String, String> differences,
            Flow flow,
            Optional<List<String>> discoveries) {
        /** Copies map and list. */
        public Link {
            differences = Map.copyOf(differences);
            discoveries = discoveries.map(List::copyOf);
        }

        /** Whether it announces itself by multicast; empty when it does not tell. */
        Optional<Boolean> announces() {
            return discoveries.map(running -> running.contains("multicast"));
        }
    }

    /**
     * What waits.
     *
     * @param pending transactions here that it has not acknowledged
     * @param stuckMs how long something waits, in either direction, without any progress; 0 when nothing does
     * @param idle how long nothing changed here; empty when nothing did since the start
     */
    public record Flow(long pending, long stuckMs, Optional<Duration> idle) {}

    /**
     * One of its addresses.
     *
     * @param address as people write it: {@code HOST:PORT}
     * @param provenance who named it
     * @param own whether it is this node's own
     * @param dialled how the last dial failed; empty when it did not, or was never tried
     * @param answer what a connection attempt to its sync port came to; empty when the name does not resolve
     * @param life other signs of life
     */
    public record Place(
            String address,
            Set<String> provenance,
            boolean own,
            Optional<DialFailure> dialled,
            Optional<NetworkProbe.Answer> answer,
            NetworkProbe.Life life) {
        /** Copies the set. */
        public Place {
            provenance = Set.copyOf(provenance);
        }

        boolean answered(NetworkProbe.Answer what) {
            return answer.filter(what::equals).isPresent();
        }

        boolean failed(DialFailure.Cause cause) {
            return dialled.filter(failure -> failure.cause() == cause).isPresent();
        }

        /** Nothing came back from the port: neither a yes nor a no. */
        boolean mute() {
            return answered(NetworkProbe.Answer.TIMED_OUT) || answered(NetworkProbe.Answer.UNREACHABLE);
        }

        /** Somebody typed it in, so that it does not follow the node by itself. */
        boolean byHand() {
            return provenance.contains("manual");
        }
    }

    /**
     * What another node tells.
     *
     * @param teller its name
     * @param isPeer whether the teller is the peer itself, and tells about us
     * @param sighting what it tells
     */
    public record Witness(String teller, boolean isPeer, PeerSighting sighting) {}

    /** Others' word on the peer. */
    List<Witness> others() {
        return witnesses.stream().filter(witness -> !witness.isPeer()).toList();
    }

    /** The peer's word on us. */
    Optional<PeerSighting> ofUs() {
        return witnesses.stream().filter(Witness::isPeer).map(Witness::sighting).findFirst();
    }

    /** Who tells that it is linked with the peer. */
    Optional<Witness> linkedElsewhere() {
        return others().stream()
                .filter(witness -> witness.sighting().state() == PeerSighting.State.LINKED)
                .findFirst();
    }
}
