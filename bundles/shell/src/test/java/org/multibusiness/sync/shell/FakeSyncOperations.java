package org.multibusiness.sync.shell;

import java.util.ArrayList;
import java.util.List;
import org.multibusiness.sync.api.engine.NodeView;
import org.multibusiness.sync.api.engine.SyncOperations;

/** Fake operations: nodes are what the test says, an address with a space in it is refused. */
final class FakeSyncOperations implements SyncOperations {
    final List<NodeView> nodes = new ArrayList<>();
    List<String> discoveries = List.of("multicast: announced on eth0 (10.0.0.1)");

    FakeSyncOperations() {
        nodes.add(node("Bakery West", "self", "10.0.0.1:8765", List.of(), ""));
    }

    static NodeView node(String name, String state, String address, List<String> via, String detail) {
        return new NodeView(
                "00000000000000b1",
                name,
                state.equals("self"),
                state,
                address,
                "1.0.0",
                via,
                "2026-11-22T13:03:10Z",
                detail);
    }

    @Override
    public List<NodeView> nodes() {
        return List.copyOf(nodes);
    }

    @Override
    public String addPeer(String address) {
        if (address.contains(" ")) {
            throw new IllegalArgumentException("'" + address + "' is not HOST or HOST:PORT.\nGive one.");
        }
        return address + " added, dialling.";
    }

    @Override
    public String removePeer(String address) {
        return address + " removed.";
    }

    @Override
    public List<String> discover() {
        return discoveries;
    }
}
