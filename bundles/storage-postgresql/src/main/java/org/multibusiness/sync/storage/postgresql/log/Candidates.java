package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.core.log.Numbering;
import org.multibusiness.sync.storage.postgresql.large.CapturedImages;

/**
 * Committed local transactions that have no number yet, as one snapshot shows them.
 *
 * @param found all of them, in no order; pieces of a baseline take the place of the transaction that recorded it
 * @param unsettled those with rows that the triggers could not decide
 * @param snapshot what the next pass must look behind; empty when nothing was found
 */
record Candidates(List<Candidate> found, List<Long> unsettled, String snapshot) {
    private static final String UNNUMBERED = "SELECT * FROM sync.unnumbered()";

    private static final String PIECES = """
            SELECT txn, max(id) AS last_event, 0 AS age_ms, bool_and(operation = 'B') AS baseline, count(*) AS events,
                   coalesce(sum(octet_length(old_row)), 0)::bigint + coalesce(sum(octet_length(new_row)), 0)::bigint AS bytes,
                   bool_or(layout_id = 0 OR operation IN ('K', 'X')) AS unsettled
            FROM sync.change_log WHERE txn = ANY (?) GROUP BY txn
            """;

    /**
     * A transaction to be numbered.
     *
     * @param captured its key and place
     * @param events how many row changes it recorded
     * @param bytes how large their images are
     */
    record Candidate(Numbering.Captured captured, int events, long bytes) {}

    /**
     * Reads them.
     *
     * @param now the wall clock. How long ago something was written says the database's clock alone, which may be another
     *     than the service's, so only the difference of two of its times counts
     */
    static Candidates read(Connection connection, Instant now) throws SQLException {
        List<Candidate> found = new ArrayList<>();
        List<Long> unsettled = new ArrayList<>();
        List<Long> pieces = new ArrayList<>();
        String snapshot = "";
        try (PreparedStatement query = connection.prepareStatement(UNNUMBERED);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                snapshot = row.getString("snapshot");
                @Nullable Array cut = row.getArray("pieces");
                if (cut != null) {
                    pieces.addAll(List.of((Long[]) Objects.requireNonNull(cut.getArray())));
                    continue;
                }
                add(row, now, found, unsettled);
            }
        }
        if (!pieces.isEmpty()) {
            addPieces(connection, pieces, now, found, unsettled);
        }
        return new Candidates(found, unsettled, snapshot);
    }

    private static void addPieces(
            Connection connection, List<Long> pieces, Instant now, List<Candidate> found, List<Long> unsettled)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(PIECES)) {
            query.setArray(1, connection.createArrayOf("bigint", pieces.toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    add(row, now, found, unsettled);
                }
            }
        }
    }

    private static void add(ResultSet row, Instant now, List<Candidate> found, List<Long> unsettled)
            throws SQLException {
        long txn = row.getLong("txn");
        Numbering.Captured captured = new Numbering.Captured(
                txn, row.getLong("last_event"), row.getBoolean("baseline"), now.minusMillis(row.getLong("age_ms")));
        found.add(new Candidate(captured, row.getInt("events"), row.getLong("bytes")));
        if (row.getBoolean("unsettled")) {
            unsettled.add(txn);
        }
    }

    /** Nothing to number and nothing to look behind. */
    boolean isEmpty() {
        return snapshot.isEmpty();
    }

    /** Those that may have written large values. */
    List<Long> large() {
        return found.stream()
                .filter(candidate -> candidate.bytes() > CapturedImages.SMALL_BYTES)
                .map(candidate -> candidate.captured().txn())
                .toList();
    }

    List<Numbering.Captured> captured() {
        return found.stream().map(Candidate::captured).toList();
    }
}
