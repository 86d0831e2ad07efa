package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.core.log.Numbering;
import org.multibusiness.sync.core.log.Numbering.Numbered;
import org.multibusiness.sync.storage.postgresql.sql.VectorJson;

/** Writes numbered transactions into the log, all at once. */
final class Entries {
    /** WITH ORDINALITY and ORDER BY: positions are drawn in the order of the numbers. */
    private static final String TRANSACTIONS = """
            INSERT INTO sync.sync_transactions
                   (origin, sequence, txn, hlc, vector_clock, chain, events, bytes, committed_at)
            SELECT ?, n.sequence, n.txn, n.hlc, n.past::jsonb, n.chain, n.events, n.bytes, n.written
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::integer[], ?::bigint[], ?::timestamptz[])
                 WITH ORDINALITY AS n (sequence, txn, hlc, past, chain, events, bytes, written, place)
            ORDER BY n.place
            """;

    private static final String VECTOR = """
            INSERT INTO sync.sync_vector AS v (origin, sequence, chain) VALUES (?, ?, ?)
            ON CONFLICT (origin) DO UPDATE SET sequence = excluded.sequence, chain = excluded.chain
            """;

    private static final String STATE = "UPDATE sync.sync_state SET hlc = ?, numbered = ?::pg_snapshot";

    private static final String CLOCK = "UPDATE sync.sync_state SET hlc = ?";

    private final Connection connection;

    /**
     * How much a transaction wrote.
     *
     * @param events rows of the change log
     * @param bytes of images
     */
    record Size(int events, long bytes) {}

    Entries(Connection connection) {
        this.connection = connection;
    }

    /** Adds the transactions. */
    void write(List<Numbered> numbered, Candidates candidates) throws SQLException {
        Map<Numbering.Captured, Size> sizes = candidates.found().stream()
                .collect(Collectors.toMap(Candidates.Candidate::captured, c -> new Size(c.events(), c.bytes())));
        write(numbered, n -> Objects.requireNonNull(sizes.get(n.captured())));
    }

    /** Adds the transactions. */
    void write(List<Numbered> numbered, Function<Numbered, Size> size) throws SQLException {
        if (numbered.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(TRANSACTIONS)) {
            insert.setString(1, numbered.get(0).dot().origin().toString());
            array(insert, 2, "bigint", numbered, n -> n.dot().sequence());
            array(insert, 3, "bigint", numbered, n -> n.captured().txn());
            array(insert, 4, "bigint", numbered, n -> n.timestamp().packed());
            array(insert, 5, "text", numbered, n -> VectorJson.text(n.past()));
            array(insert, 6, "text", numbered, Numbered::chain);
            array(insert, 7, "integer", numbered, n -> size.apply(n).events());
            array(insert, 8, "bigint", numbered, n -> size.apply(n).bytes());
            array(
                    insert,
                    9,
                    "timestamptz",
                    numbered,
                    n -> n.captured().written().toString());
            insert.executeUpdate();
        }
    }

    private void array(
            PreparedStatement insert, int index, String type, List<Numbered> numbered, Function<Numbered, Object> part)
            throws SQLException {
        insert.setArray(
                index,
                connection.createArrayOf(type, numbered.stream().map(part).toArray()));
    }

    /** Moves vector, clock and snapshot. */
    void advance(List<Numbered> numbered, HybridTimestamp greatest, String snapshot) throws SQLException {
        if (!numbered.isEmpty()) {
            moveVector(numbered.get(numbered.size() - 1));
        }
        try (PreparedStatement update = connection.prepareStatement(STATE)) {
            update.setLong(1, greatest.packed());
            update.setString(2, snapshot);
            update.executeUpdate();
        }
    }

    /** Moves vector and clock for a transaction that no snapshot has to show. */
    void advance(Numbered last) throws SQLException {
        moveVector(last);
        try (PreparedStatement update = connection.prepareStatement(CLOCK)) {
            update.setLong(1, last.timestamp().packed());
            update.executeUpdate();
        }
    }

    private void moveVector(Numbered last) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(VECTOR)) {
            update.setString(1, last.dot().origin().toString());
            update.setLong(2, last.dot().sequence());
            update.setString(3, last.chain());
            update.executeUpdate();
        }
    }
}
