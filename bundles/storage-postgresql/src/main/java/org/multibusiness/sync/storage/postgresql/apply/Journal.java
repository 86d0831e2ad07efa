package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.Contribution;
import org.multibusiness.sync.api.conflict.Decided;
import org.multibusiness.sync.storage.postgresql.large.LargeValues;

/**
 * Journals conflicts, each once: its id is the same whenever and wherever it is found. To what met between rows, rows that
 * left their tables later are added, so that no image is missing.
 */
final class Journal {
    private static final String ADD = """
            INSERT INTO sync.sync_conflicts AS j (conflict_id, kind, table_name, record_id, open, contributions, decisions)
            SELECT id, kind, table_name, record_id, open = 'true', contributions::jsonb, decisions::jsonb
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                 AS c (id, kind, table_name, record_id, open, contributions, decisions)
            ON CONFLICT (conflict_id) DO UPDATE SET contributions = j.contributions || (
              SELECT jsonb_agg(x.side) FROM jsonb_array_elements(excluded.contributions) AS x (side)
              WHERE NOT j.contributions @> jsonb_build_array(x.side))
            WHERE j.kind IN ('UNIQUE', 'FOREIGN_KEY') AND NOT j.contributions @> excluded.contributions
            """;

    private Journal() {}

    /** Adds what is not there yet; answers how many that were. */
    static int add(Connection connection, List<Conflict> conflicts) throws SQLException {
        if (conflicts.isEmpty()) {
            return 0;
        }
        Map<String, Conflict> once = new LinkedHashMap<>();
        conflicts.forEach(conflict -> once.putIfAbsent(conflict.id(), conflict));
        new LargeValues(connection).keep(named(once.values()));
        try (PreparedStatement insert = connection.prepareStatement(ADD)) {
            TextArrays.text(insert, 1, once.values(), Conflict::id);
            TextArrays.text(
                    insert, 2, once.values(), conflict -> conflict.kind().name());
            TextArrays.text(
                    insert, 3, once.values(), conflict -> conflict.key().table().toString());
            TextArrays.text(insert, 4, once.values(), conflict -> conflict.key().text());
            TextArrays.text(insert, 5, once.values(), conflict -> Boolean.toString(conflict.open()));
            TextArrays.text(insert, 6, once.values(), conflict -> contributions(conflict.contributions()));
            TextArrays.text(insert, 7, once.values(), conflict -> decisions(conflict.decisions()));
            return insert.executeUpdate();
        }
    }

    private static String contributions(List<Contribution> contributions) {
        return contributions.stream()
                .map(c -> row(Json.object(), c.row())
                        .with("dot", c.dot().toString())
                        .with("at", c.at().toString())
                        .with("operation", c.operation().name())
                        .with("before", object(c.before()))
                        .with("after", object(c.after()))
                        .toString())
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static Json row(Json side, @Nullable RowKey row) {
        return row == null ? side : side.with("table", row.table().toString()).with("key", row.text());
    }

    private static Json object(Map<String, String> values) {
        Json object = Json.object();
        values.forEach((column, value) -> object.with(column, LargeValue.escaped(value)));
        return object;
    }

    private static Set<LargeValue> named(Collection<Conflict> conflicts) {
        Set<LargeValue> named = new HashSet<>();
        for (Conflict conflict : conflicts) {
            for (Contribution side : conflict.contributions()) {
                side.before().values().forEach(value -> LargeValue.named(value).ifPresent(named::add));
                side.after().values().forEach(value -> LargeValue.named(value).ifPresent(named::add));
            }
        }
        return named;
    }

    private static @Nullable String escaped(@Nullable String value) {
        return value == null ? null : LargeValue.escaped(value);
    }

    private static String decisions(List<Decided> decisions) {
        return decisions.stream()
                .map(d -> Json.object()
                        .with("column", d.column())
                        .with("policy", d.policy())
                        .with("value", escaped(d.value()))
                        .with("reason", d.reason())
                        .toString())
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
