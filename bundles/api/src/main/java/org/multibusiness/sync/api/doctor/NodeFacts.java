package org.multibusiness.sync.api.doctor;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.transport.DialFailure;
import org.osgi.annotation.versioning.ProviderType;

/** What the engine saw and status does not tell: raw material for the doctor. Thread-safe, doesn't block. */
@ProviderType
public interface NodeFacts {
    /** The peers with a link in use. */
    Map<NodeId, LinkFact> links();

    /** How the last dial of each address failed; forgotten when a dial succeeds. The newest 512. */
    Map<PeerAddress, DialFact> failures();

    /** What each linked peer told of the others; kept for 120 s after its link is down. */
    Map<NodeId, Told> told();

    /** Why the last link to a peer went down; the newest 512. */
    Map<NodeId, String> partings();

    /** Where each peer was linked last, since the start; the newest 512. */
    Map<NodeId, PeerAddress> lastAddresses();

    /** What the operator must know, by topic: {@code clock}, {@code twins ID}, … */
    Map<String, String> alarms();

    /** When the last change was numbered or applied here, since the start. */
    Optional<Instant> lastChange();

    /**
     * A link in use.
     *
     * @param outgoing whether we dialled
     * @param since since when
     * @param clockAheadMs how far the peer's clock was ahead of ours in its last message, milliseconds, its way included
     * @param silentMs how long nothing has come by it; a peer says something every 3 s
     * @param stuckMs how long something waits for or from it without any progress; 0 when nothing does
     * @param differences tables that differ, with the reason
     */
    record LinkFact(
            boolean outgoing,
            Instant since,
            long clockAheadMs,
            long silentMs,
            long stuckMs,
            Map<String, String> differences) {
        /** Copies the map. */
        public LinkFact {
            differences = Map.copyOf(differences);
        }
    }

    /**
     * A dial that did not lead to a link.
     *
     * @param failure why
     * @param at when
     */
    record DialFact(DialFailure failure, Instant at) {}

    /**
     * What a peer told.
     *
     * @param name the teller's name
     * @param at when
     * @param sightings of whom it told what
     */
    record Told(String name, Instant at, List<PeerSighting> sightings) {
        /** Copies the list. */
        public Told {
            sightings = List.copyOf(sightings);
        }

        /**
         * How the teller looks for others ({@link PeerSighting#ofItself}): the discoveries that run there, perhaps none. Empty
         * when it does not tell: a former version.
         *
         * @param teller who told this
         */
        public Optional<List<String>> discoveries(NodeId teller) {
            return sightings.stream()
                    .filter(sighting -> sighting.node().equals(teller))
                    .map(PeerSighting::via)
                    .findFirst();
        }
    }
}
