package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.storage.postgresql.sql.VectorJson;

/**
 * Notes what is stable now and then, to know what has been stable for a while. Every node held that all the while, so the backups
 * that were made meanwhile have it too.
 */
final class StableMarks {
    /** So many marks cover a retention. */
    private static final int MARKS = 24;

    private static final String NOTE = """
            INSERT INTO sync.sync_stable (noted_at, vector)
            SELECT clock_timestamp(), ?::jsonb
            WHERE NOT EXISTS (
              SELECT FROM sync.sync_stable WHERE noted_at > clock_timestamp() - make_interval(secs => ?))
            """;

    /** Those of the future, when the clock was set back; and those that are older than an old one. */
    private static final String FORGET = """
            DELETE FROM sync.sync_stable WHERE noted_at > clock_timestamp() OR noted_at < (
              SELECT max(noted_at) FROM sync.sync_stable WHERE noted_at <= clock_timestamp() - make_interval(secs => ?))
            """;

    private static final String OLD = """
            SELECT vector::text FROM sync.sync_stable WHERE noted_at <= clock_timestamp() - make_interval(secs => ?)
            ORDER BY noted_at DESC LIMIT 1
            """;

    private StableMarks() {}

    /** What of the stable has been stable for that long, as far as it is known. */
    static VersionVector old(Connection connection, VersionVector stable, Duration retention) throws SQLException {
        if (retention.isZero()) {
            return stable;
        }
        double seconds = retention.toSeconds();
        try (PreparedStatement forget = connection.prepareStatement(FORGET);
                PreparedStatement note = connection.prepareStatement(NOTE);
                PreparedStatement old = connection.prepareStatement(OLD)) {
            forget.setDouble(1, seconds);
            forget.executeUpdate();
            note.setString(1, VectorJson.text(stable));
            note.setDouble(2, seconds / MARKS);
            note.executeUpdate();
            old.setDouble(1, seconds);
            try (ResultSet row = old.executeQuery()) {
                return row.next() ? VectorJson.parse(row.getString(1)).meet(stable) : VersionVector.EMPTY;
            }
        }
    }
}
