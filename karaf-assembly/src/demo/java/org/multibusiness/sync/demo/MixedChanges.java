package org.multibusiness.sync.demo;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Updates, deletes and inserts on whatever tables there are, by what the catalogue says: each statement touches one row, inserts
 * copy a row of the table under a new key where the key is a text or a number.
 */
final class MixedChanges implements Runnable {
    private final Branch branch;
    private final String mark;
    private final int wanted;
    private final Random random;
    int made;
    int refused;

    MixedChanges(Branch branch, String mark, int wanted, Random random) {
        this.branch = branch;
        this.mark = mark;
        this.wanted = wanted;
        this.random = random;
    }

    private record Table(String name, List<String> key, List<String> texts, List<String> numbers) {}

    @Override
    public void run() {
        try (Sql sql = branch.sql()) {
            List<Table> tables = tables(sql);
            int tries = 0;
            while (made < wanted && tries++ < wanted * 20) {
                String statement = statement(tables.get(random.nextInt(tables.size())));
                try {
                    List<List<String>> touched = sql.rows(statement + " RETURNING 1");
                    made += touched.size();
                } catch (SQLException e) {
                    refused++;
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException("changes at " + branch.name() + " failed", e);
        }
    }

    private static List<Table> tables(Sql sql) throws SQLException {
        List<Table> tables = new ArrayList<>();
        for (List<String> row : sql.rows(
                "SELECT c.oid, quote_ident(c.relname) FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"
                        + " AND c.relkind = 'r' AND EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)"
                        + " AND EXISTS (SELECT FROM sync.sync_tables s WHERE s.table_name = c.relname) ORDER BY 2")) {
            String of = " FROM pg_attribute a WHERE a.attrelid = " + row.get(0)
                    + " AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''";
            String isKey =
                    " EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey))";
            tables.add(
                    new Table(
                            row.get(1),
                            first(sql.rows("SELECT quote_ident(attname)" + of + " AND" + isKey)),
                            first(sql.rows("SELECT quote_ident(attname)" + of + " AND NOT" + isKey
                                    + " AND atttypid IN ('text'::regtype, 'varchar'::regtype)")),
                            first(
                                    sql.rows(
                                            "SELECT quote_ident(attname)" + of + " AND NOT" + isKey
                                                    + " AND atttypid IN ('int2'::regtype, 'int4'::regtype, 'numeric'::regtype, 'float4'::regtype)"
                                                    + " AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.conrelid = a.attrelid AND f.contype = 'f' AND a.attnum = ANY (f.conkey))"))));
        }
        return tables;
    }

    private static List<String> first(List<List<String>> rows) {
        return rows.stream().map(row -> row.get(0)).toList();
    }

    private String statement(Table table) {
        String oneRow = " WHERE ctid = (SELECT ctid FROM " + table.name() + " ORDER BY random() LIMIT 1)";
        int dice = random.nextInt(100);
        if (dice < 3) {
            return "DELETE FROM " + table.name() + oneRow;
        }
        if (dice < 10 && table.key().size() == 1) {
            String key = table.key().get(0);
            return "INSERT INTO " + table.name() + " SELECT (jsonb_populate_record(t, jsonb_build_object('"
                    + key.replace("\"", "") + "', " + newKey() + "))).* FROM " + table.name() + " t"
                    + oneRow.replace("WHERE ctid", "WHERE t.ctid");
        }
        if (dice < 60 && !table.texts().isEmpty()) {
            String column = table.texts().get(random.nextInt(table.texts().size()));
            return "UPDATE " + table.name() + " SET " + column + " = '" + mark + random.nextInt(1000) + "'" + oneRow;
        }
        if (!table.numbers().isEmpty()) {
            String column = table.numbers().get(random.nextInt(table.numbers().size()));
            return "UPDATE " + table.name() + " SET " + column + " = " + random.nextInt(100) + oneRow;
        }
        return "DELETE FROM " + table.name() + oneRow + " AND random() < 0.02";
    }

    /** Even numbers at one branch, odd ones at the other: two branches must not draw the same key. */
    private String newKey() {
        return String.valueOf(10_000 + 2 * random.nextInt(10_000) + (mark.equals("a") ? 0 : 1));
    }
}
