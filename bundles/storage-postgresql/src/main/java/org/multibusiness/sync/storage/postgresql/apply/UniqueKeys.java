package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.multibusiness.sync.api.change.TableName;

/** Reads the unique keys of tables, beside their primary keys. Those over expressions or a part of the rows are not answered. */
final class UniqueKeys {
    /** The column about NULLs is there from PostgreSQL 15 on. */
    private static final String KEYS = """
            SELECT n.schema_name, n.table_name, coalesce(to_jsonb(i) ->> 'indnullsnotdistinct', 'false')::boolean,
                   ARRAY(SELECT a.attname::text FROM generate_series(0, i.indnkeyatts - 1) AS k
                         JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k]
                         ORDER BY k),
                   i.indimmediate
            FROM unnest(?::text[], ?::text[]) AS n (schema_name, table_name)
            JOIN pg_catalog.pg_namespace AS s ON s.nspname = n.schema_name
            JOIN pg_catalog.pg_class AS c ON c.relnamespace = s.oid AND c.relname = n.table_name
            JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid
            WHERE i.indisunique AND NOT i.indisprimary AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indislive
            ORDER BY 1, 2, i.indexrelid::regclass::text
            """;

    private UniqueKeys() {}

    /**
     * A unique key.
     *
     * @param columns its columns, in its order
     * @param nullsEqual whether two NULLs are the same value
     * @param immediate whether the database refuses a second row at once; a deferrable one it does not check at all in the role
     *     of a replica
     */
    record UniqueKey(List<String> columns, boolean nullsEqual, boolean immediate) {
        UniqueKey {
            columns = List.copyOf(columns);
        }
    }

    static Map<TableName, List<UniqueKey>> read(Connection connection, Collection<TableName> tables)
            throws SQLException {
        Map<TableName, List<UniqueKey>> keys = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(KEYS)) {
            TextArrays.text(query, 1, tables, TableName::schema);
            TextArrays.text(query, 2, tables, TableName::name);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    List<String> columns = List.of((String[]) row.getArray(4).getArray());
                    keys.computeIfAbsent(new TableName(row.getString(1), row.getString(2)), t -> new ArrayList<>())
                            .add(new UniqueKey(columns, row.getBoolean(3), row.getBoolean(5)));
                }
            }
        }
        return keys;
    }
}
