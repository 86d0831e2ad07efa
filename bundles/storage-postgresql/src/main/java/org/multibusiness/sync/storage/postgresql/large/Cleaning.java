package org.multibusiness.sync.storage.postgresql.large;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Deletes large values that nothing names any more. */
public final class Cleaning {
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** Whoever is about to name a value has a lock on this table; then it is left for another time. */
    private static final String LOCK = "LOCK TABLE sync.large_uses IN SHARE ROW EXCLUSIVE MODE NOWAIT";

    private static final String USES = """
            DELETE FROM sync.large_uses AS u
            WHERE NOT EXISTS (SELECT FROM sync.change_log AS c WHERE c.txn = u.txn)
              AND NOT EXISTS (SELECT FROM sync.sync_staged AS s WHERE s.txn = u.txn)
            """;

    private static final String VALUES = """
            DELETE FROM sync.large_values AS v
            WHERE NOT v.kept AND NOT EXISTS (SELECT FROM sync.large_uses AS u WHERE u.value_id = v.value_id)
            """;

    private Cleaning() {}

    /** In a transaction of its own. Answers how many values went. */
    public static int run(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(LOCK);
            statement.executeUpdate(USES);
            int gone = statement.executeUpdate(VALUES);
            connection.commit();
            return gone;
        } catch (SQLException e) {
            connection.rollback();
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return 0;
            }
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
