package org.multibusiness.sync.storage.postgresql.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Measures a database. */
public final class DatabaseSize {
    private static final String SIZE = "SELECT pg_database_size(current_database())";

    private DatabaseSize() {}

    /** All that belongs to it, in bytes on disk. */
    public static long of(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SIZE);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
