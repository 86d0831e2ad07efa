package org.multibusiness.sync.health;

import java.util.List;
import java.util.Map;
import org.multibusiness.sync.api.engine.SyncEngine;
import org.multibusiness.sync.api.engine.SyncStatus;
import org.multibusiness.sync.api.engine.SyncStatus.Counts;
import org.multibusiness.sync.api.engine.SyncStatus.DatabaseView;
import org.multibusiness.sync.api.engine.SyncStatus.PeerView;

/** A fake engine whose status the test says; healthy with one linked peer until told otherwise. */
final class FakeSyncEngine implements SyncEngine {
    private String state = "syncing";
    private List<String> attention = List.of();
    private DatabaseView database = new DatabaseView("ready", "17.11", "localhost:5432/shop", "");
    private List<PeerView> peers = List.of(peer("Bakery East", "linked"));
    private Counts counts = new Counts(0, 0, 0, 0, 0);
    private Map<String, String> heldTables = Map.of();

    static PeerView peer(String name, String state) {
        return new PeerView("00000000000000b1", name, state, "10.0.0.2:8765", "multicast", "", 12, 0);
    }

    FakeSyncEngine state(String newState, String... newAttention) {
        state = newState;
        attention = List.of(newAttention);
        return this;
    }

    FakeSyncEngine database(String newState, String problem) {
        database = new DatabaseView(newState, "", "localhost:5432/shop", problem);
        return this;
    }

    FakeSyncEngine peers(PeerView... newPeers) {
        peers = List.of(newPeers);
        return this;
    }

    FakeSyncEngine backlog(long conflictsOpen, long parked, Map<String, String> held) {
        counts = new Counts(0, conflictsOpen, conflictsOpen, parked, 0);
        heldTables = held;
        return this;
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
                counts,
                Map.of("transport", List.of("tcp")),
                heldTables,
                "10.0.0.1 (eth0)");
    }

    @Override
    public boolean pause() {
        throw new AssertionError("a health check changes nothing");
    }

    @Override
    public boolean resume() {
        throw new AssertionError("a health check changes nothing");
    }

    @Override
    public void syncNow() {
        throw new AssertionError("a health check changes nothing");
    }
}
