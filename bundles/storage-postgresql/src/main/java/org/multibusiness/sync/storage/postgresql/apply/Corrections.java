package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.apply.HeldRows.Correction;
import org.multibusiness.sync.storage.postgresql.apply.HeldRows.Release;
import org.multibusiness.sync.storage.postgresql.large.LargeValues;
import org.multibusiness.sync.storage.postgresql.sql.RecordText;

/**
 * Makes changes of our own where local changes have overtaken held ones: everywhere else these have replaced the held ones,
 * here both are put together, and the others are told. Written in the role of a replica, so the change is recorded here and
 * not by the triggers. A transaction of its own, without a numbering pass: a pass remembers the snapshot it saw, and its own
 * transaction is not in it.
 */
final class Corrections {
    private static final String ADD = """
            INSERT INTO sync.change_log (txn, table_id, layout_id, operation, row_key, old_row, new_row)
            VALUES (pg_current_xact_id()::text::bigint, ?, ?, ?::"char", ?, ?, ?)
            """;

    private static final String UNNUMBERED = """
            SELECT EXISTS (
              SELECT FROM unnest(?::bigint[], ?::text[]) AS r (table_id, row_key)
              CROSS JOIN LATERAL (
                SELECT l.txn FROM sync.change_log AS l
                WHERE hashtextextended(l.row_key, l.table_id::bigint) = hashtextextended(r.row_key COLLATE "C", r.table_id)
                  AND l.row_key = r.row_key AND l.table_id = r.table_id AND l.txn > 0
                OFFSET 0) AS c
              WHERE NOT EXISTS (SELECT FROM sync.sync_transactions AS t WHERE t.txn = c.txn))
            """;

    private final Attempt attempt;
    private final Tables tables;

    Corrections(Attempt attempt, Tables tables) {
        this.attempt = attempt;
        this.tables = tables;
    }

    /** Makes the changes; empty when a local transaction got in between. */
    Optional<HeldProgress> write(List<Release> releases, HeldProgress progress) throws SQLException, StorageException {
        Connection connection = attempt.connection();
        tables.writers()
                .lock(
                        connection,
                        releases.stream().map(r -> r.verdict().write()).toList());
        if (unnumbered(releases.stream().map(r -> r.verdict().row()).toList())) {
            return Optional.empty();
        }
        Effects effects = new Effects(connection, tables, Effects.Clashes.NONE);
        Set<RowRef> corrected = new HashSet<>();
        Set<RowRef> stuck = new HashSet<>(progress.stuck());
        List<Conflict> conflicts = new ArrayList<>();
        for (Release release : releases) {
            Effects.Written written = effects.anyWay(List.of(release.verdict()));
            if (written.failure() == null) {
                corrected.add(release.verdict().row());
                written.verdicts().forEach(verdict -> conflicts.addAll(verdict.conflicts()));
                record(Objects.requireNonNull(release.correction()));
            } else {
                stuck.add(release.verdict().row());
            }
        }
        return Optional.of(progress.corrected(corrected, stuck, Journal.add(connection, conflicts)));
    }

    private boolean unnumbered(Collection<RowRef> rows) throws SQLException {
        try (PreparedStatement query = attempt.connection().prepareStatement(UNNUMBERED)) {
            TextArrays.rows(query, 1, rows);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private void record(Correction correction) throws SQLException, StorageException {
        int layoutId = tables.layouts().idOf(correction.table().layout());
        try (PreparedStatement insert = attempt.connection().prepareStatement(ADD)) {
            insert.setInt(1, correction.row().tableId());
            insert.setInt(2, layoutId);
            insert.setString(3, code(correction));
            insert.setString(4, correction.row().key());
            insert.setString(5, text(correction.before()));
            insert.setString(6, text(correction.after()));
            insert.executeUpdate();
        }
        Set<LargeValue> named = LargeValues.named(Arrays.asList(correction.before(), correction.after()));
        new LargeValues(attempt.connection()).use(LargeValues.THIS_TRANSACTION, named);
    }

    private static String code(Correction correction) {
        if (correction.before() == null) {
            return "I";
        }
        return correction.after() == null ? "D" : "U";
    }

    private static @Nullable String text(@Nullable RowImage image) {
        return image == null ? null : RecordText.format(image.values());
    }
}
