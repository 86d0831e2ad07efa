package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.apply.Children.Child;
import org.multibusiness.sync.storage.postgresql.apply.Places.Place;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;
import org.multibusiness.sync.storage.postgresql.sql.RecordText;

/** Finds which row a child refers to when the foreign key does not name the parent's key: among what the child's author missed. */
final class DeletedParents {
    private static final String DELETED = """
            SELECT c.row_key, c.layout_id, c.old_row
            FROM unnest(?::text[], ?::bigint[]) AS v (origin, sequence)
            CROSS JOIN LATERAL (
              SELECT s.txn FROM sync.sync_transactions AS s WHERE s.origin = v.origin AND s.sequence > v.sequence
              OFFSET 0) AS t
            CROSS JOIN LATERAL (
              SELECT l.* FROM sync.change_log AS l WHERE l.txn = t.txn OFFSET 0) AS c
            WHERE c.table_id = ? AND c.operation = 'D' AND c.layout_id > 0 AND c.old_row IS NOT NULL
            ORDER BY c.txn, c.id
            """;

    private final Connection connection;
    private final Layouts layouts;
    private final VersionVector held;

    DeletedParents(Connection connection, Layouts layouts, VersionVector held) {
        this.connection = connection;
        this.layouts = layouts;
        this.held = held;
    }

    /** A row of the parents' table that had the values, and was deleted by somebody of whom the child's author did not know. */
    Optional<RowRef> of(Child child, VersionedChange wrote, Place parents) throws SQLException, StorageException {
        VersionVector unseen = VersionVector.EMPTY;
        for (var origin : held.entries().keySet()) {
            unseen = unseen.with(origin, wrote.past().sequence(origin));
        }
        try (PreparedStatement query = connection.prepareStatement(DELETED)) {
            TextArrays.vector(query, 1, unseen);
            query.setInt(3, parents.tableId());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    if (matches(
                            child, layouts.layout(row.getInt(2)), new RowImage(RecordText.parse(row.getString(3))))) {
                        return Optional.of(new RowRef(parents.tableId(), row.getString(1)));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean matches(Child child, TableLayout layout, RowImage parent) {
        for (int i = 0; i < child.key().columns().size(); i++) {
            int mine =
                    child.row().table().layout().indexOf(child.key().columns().get(i));
            int theirs = layout.indexOf(child.key().referenced().get(i));
            if (theirs < 0 || !Objects.equals(child.row().image().value(mine), parent.value(theirs))) {
                return false;
            }
        }
        return true;
    }
}
