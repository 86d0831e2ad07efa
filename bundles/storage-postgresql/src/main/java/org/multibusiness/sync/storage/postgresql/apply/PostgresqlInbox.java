package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.multibusiness.sync.api.storage.ConflictInbox;
import org.multibusiness.sync.api.storage.InboxDecision;
import org.multibusiness.sync.api.storage.LogHead;
import org.multibusiness.sync.api.storage.ParkedChange;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.StorageInspection.JournaledConflict;
import org.multibusiness.sync.api.storage.StorageInspection.Settlement;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;
import org.multibusiness.sync.storage.postgresql.database.Connections;
import org.multibusiness.sync.storage.postgresql.inspect.ConflictRows;
import org.multibusiness.sync.storage.postgresql.log.NumberingPass;
import org.multibusiness.sync.storage.postgresql.sql.Failures;

/** The inbox. Thread-safe; decisions, numbering and applying exclude each other. */
public final class PostgresqlInbox implements ConflictInbox {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{6,32}");

    private static final String PARKED = """
            SELECT coalesce(t.origin || ':' || t.sequence, 'local:' || h.txn) AS transaction,
                   b.schema_name || '.' || b.table_name AS table_name, h.row_key, h.reason, coalesce(h.sqlstate, '') AS sqlstate,
                   h.attempts, to_char(h.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS since
            FROM sync.sync_held AS h
            LEFT JOIN sync.sync_tables AS b USING (table_id)
            LEFT JOIN sync.sync_transactions AS t USING (txn)
            ORDER BY t.position NULLS FIRST, h.txn, h.id LIMIT ?
            """;

    private final Connections connections;
    private final ReentrantLock writing;
    private final Attempts attempts;
    private final Tables tables;

    /**
     * An inbox.
     *
     * @param connections to the database
     * @param layouts its registry of layouts
     * @param writing excludes numbering and applying from each other
     * @param numbering gives local transactions their numbers
     */
    public PostgresqlInbox(Connections connections, Layouts layouts, ReentrantLock writing, NumberingPass numbering) {
        this.connections = connections;
        this.writing = writing;
        this.attempts = new Attempts(numbering);
        this.tables = Tables.of(layouts);
    }

    @Override
    public Optional<JournaledConflict> find(String id) throws StorageException {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "'" + id + "' is no id of a conflict: that is 32 digits and letters a to f, of"
                            + " which the first 6 or more are enough (sync:conflicts shows them)");
        }
        try (Connection connection = connections.take()) {
            List<JournaledConflict> found = new ConflictRows(connection).beginning(id);
            if (found.size() > 1) {
                throw new IllegalArgumentException(
                        "several conflicts' ids begin with " + id + ": give more of it (sync:conflicts shows them)");
            }
            return found.stream().findFirst();
        } catch (SQLException e) {
            throw Failures.of(e, "read the conflict " + id);
        }
    }

    @Override
    public LogHead decide(InboxDecision decision, Instant now) throws StorageException {
        writing.lock();
        try (Connection connection = connections.take()) {
            return attempts.run(connection, now, attempt -> {
                JournaledConflict item = undecided(attempt.connection(), decision.conflictId());
                return new DecisionApplication(attempt, tables).apply(item.conflict(), decision);
            });
        } catch (SQLException e) {
            throw Failures.of(e, "carry out the decision about " + decision.conflictId());
        } finally {
            writing.unlock();
        }
    }

    private static JournaledConflict undecided(Connection connection, String id) throws SQLException {
        List<JournaledConflict> found = new ConflictRows(connection).beginning(id);
        if (found.size() != 1) {
            throw new IllegalArgumentException("there is no conflict " + id + " (sync:conflicts shows them)");
        }
        Settlement settled = found.get(0).settlement();
        if (settled != null) {
            throw new IllegalArgumentException("this was decided at " + settled.at() + " by " + settled.by() + ": "
                    + settled.choice() + ". To have it otherwise, change the row itself");
        }
        return found.get(0);
    }

    @Override
    public List<ParkedChange> parked(int limit) throws StorageException {
        try (Connection connection = connections.take();
                PreparedStatement query = connection.prepareStatement(PARKED)) {
            query.setInt(1, limit);
            List<ParkedChange> parked = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    parked.add(new ParkedChange(
                            row.getString("transaction"),
                            row.getString("table_name"),
                            row.getString("row_key"),
                            row.getString("reason"),
                            row.getString("sqlstate"),
                            row.getInt("attempts"),
                            row.getString("since")));
                }
            }
            return parked;
        } catch (SQLException e) {
            throw Failures.of(e, "read what is parked");
        }
    }
}
