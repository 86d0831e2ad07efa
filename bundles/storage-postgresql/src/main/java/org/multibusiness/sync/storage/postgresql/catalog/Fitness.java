package org.multibusiness.sync.storage.postgresql.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.storage.postgresql.sql.Quoted;

/** Whether a table can be synced, told to an operator. */
final class Fitness {
    private Fitness() {}

    /** Why it can't be synced and what to do; empty when it can. */
    static String refusal(ResultSet row, TableName name, String role) throws SQLException {
        String kind = kind(row);
        if (!kind.isEmpty()) {
            return kind;
        }
        if (!row.getBoolean("has_key")) {
            return "has no primary key: ALTER TABLE " + Quoted.table(name) + " ADD PRIMARY KEY (...)";
        }
        if (!row.getBoolean("key_immediate")) {
            return "its primary key is DEFERRABLE, such a key can't settle who wins: make it NOT DEFERRABLE";
        }
        return privileges(row, name, role);
    }

    private static String kind(ResultSet row) throws SQLException {
        String noTable = switch (row.getString("relkind")) {
            case "f" -> "is a foreign table: its rows live elsewhere, sync them there";
            case "v" -> "is a view: sync the tables it shows";
            case "m" -> "is a materialized view: sync the tables it shows and refresh it on each server";
            default -> "";
        };
        if (!noTable.isEmpty()) {
            return noTable;
        }
        if (row.getString("relpersistence").equals("u")) {
            return "is UNLOGGED: its rows don't survive a crash; ALTER TABLE ... SET LOGGED";
        }
        if (row.getString("relpersistence").equals("t")) {
            return "is temporary";
        }
        if (row.getBoolean("relispartition")) {
            return "is a partition: it is synced through its partitioned table";
        }
        if (row.getBoolean("has_children") || row.getBoolean("is_child")) {
            return "takes part in table inheritance, which is not supported; declarative partitioning is";
        }
        return "";
    }

    private static String privileges(ResultSet row, TableName name, String role) throws SQLException {
        String to = " TO " + Quoted.identifier(role);
        if (row.getBoolean("schema_denied")) {
            return "role " + role + " may not use its schema: GRANT USAGE ON SCHEMA " + Quoted.identifier(name.schema())
                    + to;
        }
        List<String> denied = Catalog.strings(row, "denied");
        if (!denied.isEmpty()) {
            return "role " + role + " lacks privileges: GRANT " + String.join(", ", denied) + " ON TABLE "
                    + Quoted.table(name) + to;
        }
        if (row.getBoolean("row_security")) {
            return "row level security hides rows from role " + role + ": ALTER ROLE " + Quoted.identifier(role)
                    + " BYPASSRLS, or log in as the table's owner";
        }
        return "";
    }

    /** What an operator should know though the table is synced; may be empty. */
    static String warning(List<String> drawn, List<String> loose) {
        if (!drawn.isEmpty()) {
            return "key " + String.join(", ", drawn)
                    + " is counted up by this database: two branches will give the same"
                    + " number to different rows; use uuid keys, or let each branch count in its own range";
        }
        if (!loose.isEmpty()) {
            return "values of key " + String.join(", ", loose)
                    + " can be equal and written differently (1.0 and 1.00): such writings count as different rows";
        }
        return "";
    }
}
