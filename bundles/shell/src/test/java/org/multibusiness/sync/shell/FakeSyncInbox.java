package org.multibusiness.sync.shell;

import java.util.List;
import org.multibusiness.sync.api.engine.SyncInbox;
import org.multibusiness.sync.api.storage.ParkedChange;
import org.multibusiness.sync.api.storage.StorageInspection.JournaledConflict;

/** A fake inbox: one conflict, two parked rows, and what was decided last. */
final class FakeSyncInbox implements SyncInbox {
    String resolved = "";

    @Override
    public JournaledConflict conflict(String id) {
        return FakeSyncInspection.priceConflict("12.50");
    }

    @Override
    public String resolve(String id, Choice choice, String by) {
        resolved = id + " " + choice.take() + " " + choice.set() + " " + by;
        return "Decided.";
    }

    @Override
    public List<ParkedChange> parked(int limit) {
        return List.of(parked("1"), parked("2"));
    }

    private static ParkedChange parked(String key) {
        return new ParkedChange(
                "00000000000000b1.1:9",
                "public.product",
                key,
                "new row violates check constraint \"small\"",
                "23514",
                3,
                "2026-11-22T13:03:10Z");
    }

    @Override
    public List<String> retry(String transaction) {
        return List.of("2 row changes were applied, 0 still wait.");
    }
}
