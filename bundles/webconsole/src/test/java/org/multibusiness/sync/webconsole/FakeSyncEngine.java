package org.multibusiness.sync.webconsole;

import java.util.List;
import java.util.Map;
import org.multibusiness.sync.api.engine.SyncEngine;
import org.multibusiness.sync.api.engine.SyncStatus;
import org.multibusiness.sync.api.engine.SyncStatus.Counts;
import org.multibusiness.sync.api.engine.SyncStatus.DatabaseView;
import org.multibusiness.sync.api.engine.SyncStatus.PeerView;

/** A fake engine whose status the test says. */
final class FakeSyncEngine implements SyncEngine {
    String state = "syncing";
    DatabaseView database = new DatabaseView("ready", "17.11", "localhost:5432/shop", "");
    List<PeerView> peers = List.of(peer("Bakery East", "linked", 12, 0));
    List<String> attention = List.of();

    static PeerView peer(String name, String state, long lagMs, long pending) {
        return new PeerView("00000000000000b1", name, state, "10.0.0.2:8765", "multicast", "", lagMs, pending);
    }

    @Override
    public SyncStatus status() {
        return new SyncStatus(
                "00000000000000a1",
                "Bakery West",
                "1.0.0",
                state,
                attention,
                database,
                Map.of("00000000000000a1.1", 7L),
                peers,
                new Counts(3, 2, 1, 0, 0),
                Map.of("transport", List.of("tcp")),
                Map.of(),
                "10.0.0.1 (eth0)");
    }

    @Override
    public boolean pause() {
        throw new AssertionError("the tab changes nothing");
    }

    @Override
    public boolean resume() {
        throw new AssertionError("the tab changes nothing");
    }

    @Override
    public void syncNow() {
        throw new AssertionError("the tab changes nothing");
    }
}
