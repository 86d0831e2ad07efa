package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.log.NumberingPass;

/**
 * Tries until no local transaction gets in between. A row that a local transaction changed before it had a number is known to
 * be in conflict only when our write has waited for it; then all is undone, that transaction gets its number, and the next try
 * knows. From the second try on, and for a while after a second try was needed, the rows are locked before anything is decided,
 * so only rows that are not there yet can still surprise. Not thread-safe.
 */
final class Attempts {
    private static final int MOST = 20;
    /** How many runs after a surprise lock first: a row that is written all day surprises again. */
    private static final int WARY = 20;

    private final NumberingPass numbering;
    private int wary;

    Attempts(NumberingPass numbering) {
        this.numbering = numbering;
    }

    /** What is tried; empty when a local transaction got in between. */
    interface Work<T> {
        Optional<T> attempt(Attempt attempt) throws SQLException, StorageException;
    }

    <T> T run(Connection connection, Instant now, Work<T> work) throws SQLException, StorageException {
        wary = Math.max(0, wary - 1);
        for (int i = 0; i < MOST; i++) {
            boolean again = wary > 0;
            Optional<T> done = transaction(connection, () -> {
                ApplySession.begin(connection);
                return work.attempt(new Attempt(connection, numbering, now, again));
            });
            if (done.isPresent()) {
                return done.get();
            }
            wary = WARY;
            transaction(connection, () -> Optional.of(numbering.run(connection, now)));
        }
        throw new StorageException(
                "local transactions changed rows of the same batch " + MOST + " times in a row; nothing was applied,"
                        + " the batch is tried again",
                true,
                new IllegalStateException("no quiet moment"));
    }

    /** What is done within one transaction. */
    interface Part<T> {
        Optional<T> run() throws SQLException, StorageException;
    }

    /** Commits when there is a result; otherwise nothing has happened. */
    static <T> Optional<T> transaction(Connection connection, Part<T> part) throws SQLException, StorageException {
        connection.setAutoCommit(false);
        boolean committed = false;
        try {
            Optional<T> result = part.run();
            if (result.isPresent()) {
                connection.commit();
                committed = true;
            }
            return result;
        } finally {
            end(connection, committed);
        }
    }

    /** A failure to clean up must not hide what went wrong before: the pool throws a broken connection away. */
    private static void end(Connection connection, boolean committed) {
        try {
            if (!committed) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            assert e != null;
        }
    }
}
