package org.multibusiness.sync.engine;

import java.time.Instant;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.network.NetworkSnapshot;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.StorageInspection;
import org.multibusiness.sync.api.storage.StorageInspection.NodeRow;
import org.multibusiness.sync.api.transport.PeerTransport;

/**
 * Keeps {@code sync.sync_nodes}: this node and those it is linked with. A node stays active while it is away: its branch will
 * come back, and until then nothing counts as processed that it has not got.
 */
final class NodeRegistry {
    private NodeRegistry() {}

    static void record(DatabaseSession.Open open, Providers providers, String name, PeerBoard board)
            throws StorageException {
        StorageInspection inspection = open.storage().inspection();
        String keyHash = providers.security().map(s -> s.registrationKeyHash()).orElse("");
        String now = Instant.now().toString();
        inspection.recordNode(new NodeRow(
                open.origin().node(),
                name,
                providers
                        .network()
                        .map(n -> n.snapshot())
                        .map(NetworkSnapshot::chosenAddress)
                        .orElse(""),
                providers.transports().stream()
                        .mapToInt(PeerTransport::port)
                        .max()
                        .orElse(0),
                true,
                now,
                LocalNodeFacts.CAPABILITIES,
                keyHash));
        for (var entry : board.linked().entrySet()) {
            PeerAddress address =
                    dialled(board, entry.getKey().value(), entry.getValue().address());
            inspection.recordNode(new NodeRow(
                    entry.getKey(),
                    entry.getValue().name(),
                    address.host(),
                    address.port(),
                    true,
                    now,
                    LocalNodeFacts.CAPABILITIES,
                    keyHash));
        }
    }

    /** Where the peer listens: an incoming link's own port is not it. */
    private static PeerAddress dialled(PeerBoard board, String node, String linkAddress) {
        return board.known().stream()
                .filter(peer -> peer.nodeId().equals(node))
                .flatMap(peer -> peer.addresses().stream())
                .filter(address -> address.lastResult().equals("linked"))
                .map(address -> address.address())
                .findFirst()
                .or(() -> board.known().stream()
                        .filter(peer -> peer.nodeId().equals(node))
                        .flatMap(peer -> peer.addresses().stream())
                        .map(address -> address.address())
                        .findFirst())
                .orElseGet(() -> PeerAddress.parse(linkAddress));
    }
}
