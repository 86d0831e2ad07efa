package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.storage.postgresql.apply.UniqueKeys.UniqueKey;
import org.multibusiness.sync.storage.postgresql.large.ShortImages;
import org.multibusiness.sync.storage.postgresql.sql.Quoted;

/** Finds rows of one table that have, or are to have, the same values in a unique key. */
final class ClashSearch {
    private final Connection connection;

    ClashSearch(Connection connection) {
        this.connection = connection;
    }

    /**
     * Groups of two or more rows with the same values.
     *
     * @param rows as they are to be; all of one table
     * @param outside rows that are to be as in this list, or not at all, whatever the table says
     */
    List<Set<TableRow>> groups(List<TableRow> rows, Set<RowRef> outside, UniqueKey key) throws SQLException {
        Map<TableRow, Set<TableRow>> same = new LinkedHashMap<>();
        ValueSource source = new ValueSource(rows.get(0).table().layout(), key.columns());
        for (Holder holder : holders(rows, key)) {
            if (!outside.contains(holder.row().ref())) {
                join(same, rows.get(holder.place()), holder.row());
            }
        }
        among(rows, key, source, same);
        return connected(same);
    }

    private static String operator(UniqueKey key) {
        return key.nullsEqual() ? "IS NOT DISTINCT FROM" : "=";
    }

    /**
     * A row of the table.
     *
     * @param place the index of the given row that has, or had, the same values
     */
    record Holder(int place, TableRow row) {}

    /** The rows of the table that have the values of these. */
    List<Holder> holders(List<TableRow> rows, UniqueKey key) throws SQLException {
        LocalTable table = rows.get(0).table();
        ValueSource source = new ValueSource(table.layout(), key.columns());
        String sql = "SELECT v.place, " + ShortImages.OF_ROW + " FROM " + source.sql() + " AS v JOIN "
                + Quoted.table(table.layout().table()) + " AS t ON "
                + ValueSource.match("v", "t", key.columns(), operator(key)) + " ORDER BY 1";
        List<Holder> holders = new ArrayList<>();
        ShortImages images = new ShortImages(connection);
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            source.give(query, 1, images(rows));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    holders.add(new Holder(
                            row.getInt(1) - 1,
                            TableRow.read(
                                    row, 2, images, table, rows.get(0).ref().tableId())));
                }
            }
        }
        return holders;
    }

    private void among(List<TableRow> rows, UniqueKey key, ValueSource source, Map<TableRow, Set<TableRow>> same)
            throws SQLException {
        String sql = "WITH v AS " + source.sql() + " SELECT a.place, b.place FROM v AS a JOIN v AS b ON "
                + ValueSource.equal("a", "b", key.columns().size(), operator(key))
                + " WHERE a.place < b.place ORDER BY 1, 2";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            source.give(query, 1, images(rows));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    join(same, rows.get(row.getInt(1) - 1), rows.get(row.getInt(2) - 1));
                }
            }
        }
    }

    private static List<RowImage> images(List<TableRow> rows) {
        return rows.stream().map(TableRow::image).toList();
    }

    private static void join(Map<TableRow, Set<TableRow>> same, TableRow one, TableRow other) {
        same.computeIfAbsent(one, r -> new LinkedHashSet<>()).add(other);
        same.computeIfAbsent(other, r -> new LinkedHashSet<>()).add(one);
    }

    private static List<Set<TableRow>> connected(Map<TableRow, Set<TableRow>> same) {
        List<Set<TableRow>> groups = new ArrayList<>();
        Set<TableRow> seen = new LinkedHashSet<>();
        for (TableRow start : same.keySet()) {
            Set<TableRow> group = new LinkedHashSet<>();
            Deque<TableRow> open = new ArrayDeque<>(List.of(start));
            while (!open.isEmpty()) {
                TableRow row = open.pop();
                if (seen.add(row)) {
                    group.add(row);
                    open.addAll(same.getOrDefault(row, Set.of()));
                }
            }
            if (!group.isEmpty()) {
                groups.add(group);
            }
        }
        return groups;
    }
}
