package org.multibusiness.sync.health.doctor;

import java.util.List;
import java.util.Map;
import org.multibusiness.sync.api.engine.SyncEngine;
import org.multibusiness.sync.api.engine.SyncStatus;

/** A fake engine at work. */
final class RunningEngine implements SyncEngine {
    @Override
    public SyncStatus status() {
        return new SyncStatus(
                "00000000000000a1",
                "West",
                "1.0.0",
                "syncing",
                List.of(),
                new SyncStatus.DatabaseView("ready", "17", "localhost", ""),
                Map.of(),
                List.of(),
                new SyncStatus.Counts(0, 0, 0, 0, 0),
                Map.of(),
                Map.of(),
                "");
    }

    @Override
    public boolean pause() {
        return false;
    }

    @Override
    public boolean resume() {
        return false;
    }

    @Override
    public void syncNow() {
        // Nothing to ask for.
    }
}
