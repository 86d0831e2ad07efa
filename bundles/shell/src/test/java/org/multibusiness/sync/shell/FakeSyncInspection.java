package org.multibusiness.sync.shell;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.Contribution;
import org.multibusiness.sync.api.conflict.Decided;
import org.multibusiness.sync.api.engine.SyncInspection;
import org.multibusiness.sync.api.engine.TableView;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.StorageInspection.EventRow;
import org.multibusiness.sync.api.storage.StorageInspection.JournaledConflict;

/** A fake inspection: lists are what the test says, a failure is thrown when the test sets one. */
final class FakeSyncInspection implements SyncInspection {
    final List<TableView> tables = new ArrayList<>();
    final List<EventRow> events = new ArrayList<>();
    final List<JournaledConflict> conflicts = new ArrayList<>();

    @Nullable
    StorageException failure;

    String asked = "";

    static JournaledConflict priceConflict(String value) {
        return new JournaledConflict(
                new Conflict(
                        "0123456789abcdef0123456789abcdef",
                        ConflictKind.UPDATE_UPDATE,
                        new RowKey(new TableName("public", "product"), List.of("42", "kg")),
                        List.of(
                                side("00000000000000a1.1:7", Map.of("price", "12.00")),
                                side("00000000000000b1.1:9", Map.of("price", value))),
                        List.of(new Decided("price", "last-writer", value, "the newest of 2 values"))),
                true,
                "2026-11-22T13:03:10Z",
                null);
    }

    private static Contribution side(String dot, Map<String, String> after) {
        return new Contribution(
                Dot.parse(dot),
                Instant.parse("2026-11-22T13:03:09Z"),
                Operation.UPDATE,
                Map.of("price", "11.00"),
                after);
    }

    @Override
    public List<TableView> tables() {
        return List.copyOf(tables);
    }

    @Override
    public List<EventRow> events(boolean unprocessedOnly, String tablePattern, int limit) throws StorageException {
        asked = unprocessedOnly + " " + tablePattern + " " + limit;
        if (failure != null) {
            throw failure;
        }
        return List.copyOf(events);
    }

    @Override
    public List<JournaledConflict> conflicts(boolean openOnly, int limit) throws StorageException {
        asked = openOnly + " " + limit;
        if (failure != null) {
            throw failure;
        }
        return List.copyOf(conflicts);
    }
}
