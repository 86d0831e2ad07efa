package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.multibusiness.sync.api.change.TableName;

/** Reads the foreign keys of tables, in both directions. */
final class ForeignKeys {
    private static final String KEYS = """
            SELECT cs.nspname, cc.relname, ps.nspname, pc.relname,
                   ARRAY(SELECT a.attname::text FROM generate_subscripts(f.conkey, 1) AS k
                         JOIN pg_catalog.pg_attribute AS a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[k]
                         ORDER BY k),
                   ARRAY(SELECT a.attname::text FROM generate_subscripts(f.confkey, 1) AS k
                         JOIN pg_catalog.pg_attribute AS a ON a.attrelid = f.confrelid AND a.attnum = f.confkey[k]
                         ORDER BY k)
            FROM pg_catalog.pg_constraint AS f
            JOIN pg_catalog.pg_class AS cc ON cc.oid = f.conrelid
            JOIN pg_catalog.pg_namespace AS cs ON cs.oid = cc.relnamespace
            JOIN pg_catalog.pg_class AS pc ON pc.oid = f.confrelid
            JOIN pg_catalog.pg_namespace AS ps ON ps.oid = pc.relnamespace
            WHERE f.contype = 'f' AND f.conparentid = 0
              AND ((cs.nspname, cc.relname) IN (SELECT * FROM unnest(?::text[], ?::text[]))
                OR (ps.nspname, pc.relname) IN (SELECT * FROM unnest(?::text[], ?::text[])))
            ORDER BY 1, 2, f.conname
            """;

    private ForeignKeys() {}

    /**
     * A foreign key.
     *
     * @param child the table that refers
     * @param columns its columns that do
     * @param parent the table that is referred to
     * @param referenced its columns, in the same order
     */
    record ForeignKey(TableName child, List<String> columns, TableName parent, List<String> referenced) {
        ForeignKey {
            columns = List.copyOf(columns);
            referenced = List.copyOf(referenced);
        }
    }

    /** The foreign keys from and to these tables. */
    static List<ForeignKey> read(Connection connection, Collection<TableName> tables) throws SQLException {
        List<ForeignKey> keys = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(KEYS)) {
            for (int index : new int[] {1, 3}) {
                TextArrays.text(query, index, tables, TableName::schema);
                TextArrays.text(query, index + 1, tables, TableName::name);
            }
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    keys.add(new ForeignKey(
                            new TableName(row.getString(1), row.getString(2)),
                            List.of((String[]) row.getArray(5).getArray()),
                            new TableName(row.getString(3), row.getString(4)),
                            List.of((String[]) row.getArray(6).getArray())));
                }
            }
        }
        return keys;
    }
}
