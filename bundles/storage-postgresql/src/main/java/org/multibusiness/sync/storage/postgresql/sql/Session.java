package org.multibusiness.sync.storage.postgresql.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** The settings under which values are written and read, so that a value's text is the same everywhere. */
public final class Session {
    private static final String PINNED = """
            SET LOCAL search_path = pg_catalog, pg_temp;
            SET LOCAL "DateStyle" = 'ISO, YMD';
            SET LOCAL "TimeZone" = 'UTC';
            SET LOCAL "IntervalStyle" = 'postgres';
            SET LOCAL extra_float_digits = 3;
            SET LOCAL bytea_output = 'hex';
            SET LOCAL lc_monetary = 'C';
            SET LOCAL xmloption = 'content';
            SET LOCAL quote_all_identifiers = off;
            SET LOCAL standard_conforming_strings = on;
            SET LOCAL row_security = off;
            """;

    private Session() {}

    /**
     * Pins the settings and the limits for the rest of the current transaction. One round trip.
     *
     * @param statement the longest a statement may run
     * @param lock the longest it may wait for a lock
     */
    public static void pin(Connection connection, Duration statement, Duration lock) throws SQLException {
        try (Statement settings = connection.createStatement()) {
            settings.execute(PINNED + "SET LOCAL statement_timeout = " + statement.toMillis()
                    + "; SET LOCAL lock_timeout = " + lock.toMillis());
        }
    }
}
