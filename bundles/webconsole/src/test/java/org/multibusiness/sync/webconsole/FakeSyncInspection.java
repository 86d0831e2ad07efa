package org.multibusiness.sync.webconsole;

import java.time.Instant;
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

/** A fake inspection with three tables and one conflict; it fails when the test says so, and counts how often it is asked. */
final class FakeSyncInspection implements SyncInspection {
    @Nullable
    StorageException failure;

    String eastsPrice = "12.50";
    int asked;

    @Override
    public List<TableView> tables() {
        return List.of(
                new TableView("public.customer", "synced", "", 0),
                new TableView("public.product", "held", "column price differs at Bakery East", 5),
                new TableView("public.sale", "synced", "", 0));
    }

    @Override
    public List<EventRow> events(boolean unprocessedOnly, String tablePattern, int limit) {
        throw new AssertionError("the tab shows no events");
    }

    @Override
    public List<JournaledConflict> conflicts(boolean openOnly, int limit) throws StorageException {
        asked++;
        if (failure != null) {
            throw failure;
        }
        Conflict conflict = new Conflict(
                "0123456789abcdef0123456789abcdef",
                ConflictKind.UPDATE_DELETE,
                new RowKey(new TableName("public", "product"), List.of("42", "kg")),
                List.of(
                        update("00000000000000a1.1:7", "price", "12.00"),
                        update("00000000000000b1.1:9", "price", eastsPrice),
                        update("00000000000000c1.1:4", "name", "Rye"),
                        deletion("00000000000000c1.1:5")),
                List.of(
                        new Decided("price", "last-writer", eastsPrice, "the newest of 2 values"),
                        new Decided("*", "keep-changed", "kept", "it was changed after all")));
        return List.of(new JournaledConflict(conflict, true, "2026-11-22T13:03:10Z", null));
    }

    private static Contribution update(String dot, String column, String value) {
        return new Contribution(
                Dot.parse(dot),
                Instant.parse("2026-11-22T13:03:09Z"),
                Operation.UPDATE,
                Map.of("price", "11.00", "name", "Bread"),
                column.equals("price")
                        ? Map.of("price", value, "name", "Bread")
                        : Map.of("price", "11.00", "name", value));
    }

    private static Contribution deletion(String dot) {
        return new Contribution(
                Dot.parse(dot),
                Instant.parse("2026-11-22T13:03:09Z"),
                Operation.DELETE,
                Map.of("price", "11.00", "name", "Bread"),
                Map.of());
    }
}
