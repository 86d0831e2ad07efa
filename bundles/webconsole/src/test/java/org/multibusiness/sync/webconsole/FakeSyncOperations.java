package org.multibusiness.sync.webconsole;

import java.util.List;
import org.multibusiness.sync.api.engine.NodeView;
import org.multibusiness.sync.api.engine.SyncOperations;

/** Fake operations that know two nodes and do nothing. */
final class FakeSyncOperations implements SyncOperations {
    @Override
    public List<NodeView> nodes() {
        return List.of(
                node("00000000000000a1", "Bakery West", true, "self"),
                node("00000000000000b1", "<b>East</b>", false, "linked"));
    }

    private static NodeView node(String id, String name, boolean self, String state) {
        return new NodeView(
                id, name, self, state, "10.0.0.2:8765", "1.0.0", List.of("multicast"), "2026-11-22T13:03:10Z", "");
    }

    @Override
    public String addPeer(String address) {
        throw new AssertionError("the tab changes nothing");
    }

    @Override
    public String removePeer(String address) {
        throw new AssertionError("the tab changes nothing");
    }

    @Override
    public List<String> discover() {
        throw new AssertionError("the tab changes nothing");
    }
}
