package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.api.storage.LogHead;
import org.multibusiness.sync.api.storage.StorageException;

/** Goes through all that is held, portion by portion in log order, each portion in a database transaction of its own. */
final class HeldRetry {
    private static final String COUNT = "SELECT count(*) FROM sync.sync_held WHERE txn < 0";

    private final Attempts attempts;
    private final Tables tables;

    HeldRetry(Attempts attempts, Tables tables) {
        this.attempts = attempts;
        this.tables = tables;
    }

    ApplyOutcome retry(Connection connection, Instant now, RowResolution resolution)
            throws SQLException, StorageException {
        HeldProgress progress = HeldProgress.START;
        while (progress.more()) {
            HeldProgress before = progress;
            progress = attempts.run(
                    connection,
                    now,
                    attempt -> new HeldRelease(attempt, tables, resolution, before.stuck(), attempt.vector())
                            .next(before));
        }
        ApplyOutcome rest = attempts.run(connection, now, HeldRetry::rest);
        return new ApplyOutcome(rest.head(), progress.released(), progress.conflicts(), rest.held());
    }

    private static Optional<ApplyOutcome> rest(Attempt attempt) throws SQLException, StorageException {
        LogHead head =
                attempt.numbering().run(attempt.connection(), attempt.now()).head();
        try (PreparedStatement query = attempt.connection().prepareStatement(COUNT);
                ResultSet row = query.executeQuery()) {
            row.next();
            return Optional.of(new ApplyOutcome(head, 0, 0, row.getInt(1)));
        }
    }
}
