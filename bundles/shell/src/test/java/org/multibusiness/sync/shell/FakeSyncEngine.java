package org.multibusiness.sync.shell;

import java.util.List;
import java.util.Map;
import org.multibusiness.sync.api.engine.SyncEngine;
import org.multibusiness.sync.api.engine.SyncStatus;
import org.multibusiness.sync.api.engine.SyncStatus.Counts;
import org.multibusiness.sync.api.engine.SyncStatus.DatabaseView;
import org.multibusiness.sync.api.engine.SyncStatus.PeerView;

/** A fake engine: its status is what the test says, it remembers what it was told. */
final class FakeSyncEngine implements SyncEngine {
    DatabaseView database = new DatabaseView("ready", "17.11", "localhost:5432/shop", "");
    List<PeerView> peers = List.of(new PeerView(
            "00000000000000b1", "Bakery East", "linked", "10.0.0.2:8765", "multicast", "2026-11-22T13:03:10Z", 12, 3));
    List<String> attention = List.of();
    Map<String, String> heldTables = Map.of();
    boolean paused;
    int asked;

    @Override
    public SyncStatus status() {
        return new SyncStatus(
                "00000000000000a1",
                "Bakery West",
                "1.0.0",
                paused ? "paused" : "syncing",
                attention,
                database,
                Map.of("00000000000000a1.1", 7L),
                peers,
                new Counts(3, 2, 0, 0, 0),
                Map.of("discovery", List.of("multicast", "manual"), "transport", List.of("tcp")),
                heldTables,
                "10.0.0.1 (eth0)");
    }

    @Override
    public boolean pause() {
        boolean changed = !paused;
        paused = true;
        return changed;
    }

    @Override
    public boolean resume() {
        boolean changed = paused;
        paused = false;
        return changed;
    }

    @Override
    public void syncNow() {
        asked++;
    }
}
