package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.apply.ForeignKeys.ForeignKey;
import org.multibusiness.sync.storage.postgresql.apply.Places.Place;
import org.multibusiness.sync.storage.postgresql.large.ShortImages;
import org.multibusiness.sync.storage.postgresql.sql.Quoted;

/** Finds rows that refer to others. Rows of tables that are not synced are nobody's business but the user's. */
final class Children {
    private final Connection connection;
    private final Places places;

    Children(Connection connection, Places places) {
        this.connection = connection;
        this.places = places;
    }

    /**
     * A row that refers to another one.
     *
     * @param key how it refers to it
     * @param row the row
     * @param place the index of the other one among those that were asked for
     */
    record Child(ForeignKey key, TableRow row, int place) {}

    /** The rows that refer to these values of the key's parents; all of one table. */
    List<Child> referring(ForeignKey key, List<TableRow> parents) throws SQLException, StorageException {
        return found(key, parents, "");
    }

    /** The same, as far as nobody is there to whom they refer. */
    List<Child> orphansOf(ForeignKey key, List<TableRow> gone) throws SQLException, StorageException {
        return found(key, gone, " WHERE " + without(key, "t"));
    }

    private List<Child> found(ForeignKey key, List<TableRow> parents, String condition)
            throws SQLException, StorageException {
        Optional<Place> child = places.of(key.child());
        if (child.isEmpty() || parents.isEmpty()) {
            return List.of();
        }
        ValueSource source = new ValueSource(parents.get(0).table().layout(), key.referenced());
        String sql = "SELECT v.place, " + ShortImages.OF_ROW + " FROM " + source.sql() + " AS v JOIN "
                + Quoted.table(key.child()) + " AS t ON " + ValueSource.match("v", "t", key.columns(), "=") + condition
                + " ORDER BY 1, 2";
        return read(sql, source, parents, key, child.get());
    }

    /** Those of these rows that refer to nobody who is there; all of the key's child table. */
    List<Child> orphansAmong(ForeignKey key, List<TableRow> rows) throws SQLException, StorageException {
        Optional<Place> child = places.of(key.child());
        if (child.isEmpty() || rows.isEmpty()) {
            return List.of();
        }
        TableLayout layout = rows.get(0).table().layout();
        List<String> identity =
                layout.keyColumns().stream().map(column -> column.name()).toList();
        ValueSource source = new ValueSource(layout, identity);
        String refers = key.columns().stream()
                .map(column -> "t." + Quoted.identifier(column) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
        String sql = "SELECT v.place, " + ShortImages.OF_ROW + " FROM " + source.sql() + " AS v JOIN "
                + Quoted.table(key.child())
                + " AS t ON " + ValueSource.match("v", "t", identity, "=") + " WHERE " + refers + " AND "
                + without(key, "t") + " ORDER BY 1, 2";
        return read(sql, source, rows, key, child.get());
    }

    private static String without(ForeignKey key, String child) {
        List<String> same = new ArrayList<>();
        for (int i = 0; i < key.columns().size(); i++) {
            same.add("p." + Quoted.identifier(key.referenced().get(i)) + " = " + child + "."
                    + Quoted.identifier(key.columns().get(i)));
        }
        return "NOT EXISTS (SELECT FROM " + Quoted.table(key.parent()) + " AS p WHERE " + String.join(" AND ", same)
                + ")";
    }

    private List<Child> read(String sql, ValueSource source, List<TableRow> rows, ForeignKey key, Place child)
            throws SQLException {
        List<Child> found = new ArrayList<>();
        ShortImages images = new ShortImages(connection);
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            source.give(query, 1, rows.stream().map(TableRow::image).toList());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(new Child(
                            key, TableRow.read(row, 2, images, child.table(), child.tableId()), row.getInt(1) - 1));
                }
            }
        }
        return found;
    }
}
