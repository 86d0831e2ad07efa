package org.multibusiness.sync.engine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.discovery.KnownPeer;

/**
 * What the loop's thread publishes for others to read: a consistent copy after each change.
 *
 * @param vector what is held here
 * @param linked the peers with a link in use
 * @param known the directory
 * @param shortfalls with whom the log alone does not help any more, and what to do
 */
record PeerBoard(VersionVector vector, Map<NodeId, Linked> linked, List<KnownPeer> known, List<String> shortfalls) {
    static final PeerBoard EMPTY = new PeerBoard(VersionVector.EMPTY, Map.of(), List.of(), List.of());

    /** Copies map and lists. */
    PeerBoard {
        linked = Map.copyOf(linked);
        known = List.copyOf(known);
        shortfalls = List.copyOf(shortfalls);
    }

    /**
     * A linked peer.
     *
     * @param name its name
     * @param version its version
     * @param address where
     * @param since since when
     * @param acknowledged what it holds
     * @param differences tables that differ between here and there, with the reason
     */
    record Linked(
            String name,
            String version,
            String address,
            Instant since,
            VersionVector acknowledged,
            Map<String, String> differences) {
        /** Copies the map. */
        Linked {
            differences = Map.copyOf(differences);
        }

        Linked differing(Map<String, String> tables) {
            return new Linked(name, version, address, since, acknowledged, tables);
        }

        Linked with(VersionVector vector) {
            return new Linked(name, version, address, since, vector, differences);
        }
    }
}
