package org.multibusiness.sync.storage.postgresql.inspect;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.Contribution;
import org.multibusiness.sync.api.conflict.Decided;
import org.multibusiness.sync.api.storage.StorageInspection.JournaledConflict;
import org.multibusiness.sync.api.storage.StorageInspection.Settlement;

/** Reads the conflict journal back. PostgreSQL takes its JSON apart, so no JSON library is needed here. */
public final class ConflictRows {
    private static final String HEADS = """
            SELECT conflict_id, kind, table_name, record_id, open, choice, decided_by, decided_at_node, decided_at,
                   to_char(journaled_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS journaled_at
            FROM sync.sync_inbox
            """;

    private static final String NEWEST =
            HEADS + "WHERE open OR NOT ? ORDER BY sync_inbox.journaled_at DESC, conflict_id LIMIT ?";

    /** Ids are hex digits, of which text order is the order of every collation. */
    private static final String BEGINNING = HEADS + "WHERE conflict_id >= ? AND conflict_id <= ? || 'g' LIMIT 2";

    private static final String CONTRIBUTIONS = """
            SELECT c.conflict_id, x.item ->> 'dot' AS dot, x.item ->> 'at' AS at, x.item ->> 'operation' AS operation,
                   x.item ->> 'table' AS table_name, x.item ->> 'key' AS row_key,
                   ARRAY(SELECT key FROM jsonb_each_text(x.item -> 'before') ORDER BY key) AS before_names,
                   ARRAY(SELECT value FROM jsonb_each_text(x.item -> 'before') ORDER BY key) AS before_values,
                   ARRAY(SELECT key FROM jsonb_each_text(x.item -> 'after') ORDER BY key) AS after_names,
                   ARRAY(SELECT value FROM jsonb_each_text(x.item -> 'after') ORDER BY key) AS after_values
            FROM sync.sync_conflicts AS c, jsonb_array_elements(c.contributions) WITH ORDINALITY AS x (item, n)
            WHERE c.conflict_id = ANY (?) ORDER BY c.conflict_id, x.n
            """;

    private static final String DECISIONS = """
            SELECT c.conflict_id, x.item ->> 'column' AS name, x.item ->> 'policy' AS policy, x.item ->> 'value' AS value,
                   x.item ->> 'reason' AS reason
            FROM sync.sync_conflicts AS c, jsonb_array_elements(c.decisions) WITH ORDINALITY AS x (item, n)
            WHERE c.conflict_id = ANY (?) ORDER BY c.conflict_id, x.n
            """;

    private final Connection connection;

    /** Reads by this connection. */
    public ConflictRows(Connection connection) {
        this.connection = connection;
    }

    private record Head(
            ConflictKind kind,
            RowKey key,
            boolean open,
            String journaledAt,
            @Nullable Settlement settlement) {}

    List<JournaledConflict> newest(boolean openOnly, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(NEWEST)) {
            query.setBoolean(1, openOnly);
            query.setInt(2, limit);
            return conflicts(heads(query));
        }
    }

    /** At most two of those whose id begins so. */
    public List<JournaledConflict> beginning(String id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(BEGINNING)) {
            query.setString(1, id);
            query.setString(2, id);
            return conflicts(heads(query));
        }
    }

    private List<JournaledConflict> conflicts(Map<String, Head> heads) throws SQLException {
        Array ids = connection.createArrayOf("text", heads.keySet().toArray());
        Map<String, List<Contribution>> contributions = contributions(ids);
        Map<String, List<Decided>> decisions = decisions(ids);
        List<JournaledConflict> conflicts = new ArrayList<>();
        heads.forEach((id, head) -> conflicts.add(new JournaledConflict(
                new Conflict(
                        id,
                        head.kind(),
                        head.key(),
                        contributions.getOrDefault(id, List.of()),
                        decisions.getOrDefault(id, List.of()),
                        head.open()),
                head.open(),
                head.journaledAt(),
                head.settlement())));
        return conflicts;
    }

    private static Map<String, Head> heads(PreparedStatement query) throws SQLException {
        Map<String, Head> heads = new LinkedHashMap<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                heads.put(
                        row.getString("conflict_id"),
                        new Head(
                                ConflictKind.valueOf(row.getString("kind")),
                                Objects.requireNonNull(key(row.getString("table_name"), row.getString("record_id"))),
                                row.getBoolean("open"),
                                row.getString("journaled_at"),
                                settlement(row)));
            }
        }
        return heads;
    }

    private static @Nullable Settlement settlement(ResultSet row) throws SQLException {
        String choice = row.getString("choice");
        return choice == null
                ? null
                : new Settlement(
                        choice,
                        row.getString("decided_by"),
                        row.getString("decided_at_node"),
                        row.getString("decided_at"));
    }

    private static @Nullable RowKey key(@Nullable String table, String key) {
        if (table == null) {
            return null;
        }
        int dot = table.indexOf('.');
        return new RowKey(new TableName(table.substring(0, dot), table.substring(dot + 1)), List.of(key));
    }

    private Map<String, List<Contribution>> contributions(Array ids) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(CONTRIBUTIONS)) {
            query.setArray(1, ids);
            Map<String, List<Contribution>> contributions = new TreeMap<>();
            ResultSet row = query.executeQuery();
            while (row.next()) {
                contributions
                        .computeIfAbsent(row.getString("conflict_id"), id -> new ArrayList<>())
                        .add(new Contribution(
                                Dot.parse(row.getString("dot")),
                                Instant.parse(row.getString("at")),
                                Operation.valueOf(row.getString("operation")),
                                image(row.getArray("before_names"), row.getArray("before_values")),
                                image(row.getArray("after_names"), row.getArray("after_values")),
                                key(row.getString("table_name"), row.getString("row_key"))));
            }
            return contributions;
        }
    }

    private static Map<String, String> image(Array names, Array values) throws SQLException {
        String[] columns = (String[]) names.getArray();
        String[] texts = (String[]) values.getArray();
        Map<String, String> image = new TreeMap<>();
        for (int i = 0; i < columns.length; i++) {
            if (texts[i] != null) {
                image.put(columns[i], LargeValue.unescaped(texts[i]));
            }
        }
        return image;
    }

    private static @Nullable String value(@Nullable String text) {
        return text == null ? null : LargeValue.unescaped(text);
    }

    private Map<String, List<Decided>> decisions(Array ids) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(DECISIONS)) {
            query.setArray(1, ids);
            Map<String, List<Decided>> decisions = new TreeMap<>();
            ResultSet row = query.executeQuery();
            while (row.next()) {
                decisions
                        .computeIfAbsent(row.getString("conflict_id"), id -> new ArrayList<>())
                        .add(new Decided(
                                row.getString("name"),
                                row.getString("policy"),
                                value(row.getString("value")),
                                row.getString("reason")));
            }
            return decisions;
        }
    }
}
