package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/** Tries writes within a transaction, so that it goes on when the database does not take them. */
final class Savepoints {
    private Savepoints() {}

    /** What is tried. */
    interface Writing {
        void run() throws SQLException;
    }

    /** What the database has against these writes; null when nothing, and they are done. */
    static @Nullable SQLException attempt(Connection connection, Writing writing) throws SQLException {
        return attempt(connection, writing, true);
    }

    /** What the database would have against these writes; they are not done in any case. */
    static @Nullable SQLException probe(Connection connection, Writing writing) throws SQLException {
        return attempt(connection, writing, false);
    }

    private static @Nullable SQLException attempt(Connection connection, Writing writing, boolean keep)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            writing.run();
            if (!keep) {
                connection.rollback(before);
            }
            connection.releaseSavepoint(before);
            return null;
        } catch (SQLException e) {
            if (!Refusal.concernsData(e)) {
                throw e;
            }
            connection.rollback(before);
            return e;
        }
    }
}
