package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.storage.postgresql.apply.RowWrite.Kind;

/** Writes rows of many tables, each table's at once: what goes first, then what comes. Thread-safe. */
final class TableWriters {
    /** As many tables' statements as are kept. */
    private static final int REMEMBERED = 1_000;

    private final Map<LocalTable, TableWriter> writers = new ConcurrentHashMap<>();

    private record Work(List<RowImage> removed, List<RowImage> put) {}

    /** Carries out the writes; each row at most once among them. */
    void write(Connection connection, List<RowWrite> writes) throws SQLException {
        Map<LocalTable, Work> tables = new LinkedHashMap<>();
        for (RowWrite write : writes) {
            Work work = tables.computeIfAbsent(write.table(), t -> new Work(new ArrayList<>(), new ArrayList<>()));
            if (write.kind() != Kind.PUT) {
                work.removed().add(write.image());
            }
            if (write.kind() != Kind.REMOVE) {
                work.put().add(write.image());
            }
        }
        for (Map.Entry<LocalTable, Work> table : tables.entrySet()) {
            TableWriter writer = writer(table.getKey());
            writer.remove(connection, table.getValue().removed());
            writer.put(connection, table.getValue().put());
        }
    }

    /** Locks the rows that writes are for, as far as they are there. */
    void lock(Connection connection, List<RowWrite> writes) throws SQLException {
        Map<LocalTable, List<RowImage>> tables = new LinkedHashMap<>();
        writes.forEach(write ->
                tables.computeIfAbsent(write.table(), t -> new ArrayList<>()).add(write.image()));
        for (Map.Entry<LocalTable, List<RowImage>> table : tables.entrySet()) {
            writer(table.getKey()).lock(connection, table.getValue());
        }
    }

    /** A row as it is now, by the key of an image; null when it is not there. The session's settings must be pinned. */
    @Nullable
    RowImage read(Connection connection, LocalTable table, RowImage key) throws SQLException {
        List<RowImage> found = writer(table).read(connection, List.of(key));
        return found.isEmpty() ? null : found.get(0);
    }

    private TableWriter writer(LocalTable table) {
        if (writers.size() >= REMEMBERED) {
            writers.clear();
        }
        return writers.computeIfAbsent(table, TableWriter::new);
    }
}
