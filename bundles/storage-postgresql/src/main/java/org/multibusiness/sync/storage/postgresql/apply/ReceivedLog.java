package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.storage.postgresql.sql.VectorJson;

/** Writes received transactions into the log, and moves vector and clock. */
final class ReceivedLog {
    private static final String NUMBERS = "SELECT nextval('sync.received_txn') FROM generate_series(1, ?)";

    /** WITH ORDINALITY and ORDER BY: positions are drawn in causal order. */
    private static final String TRANSACTIONS = """
            INSERT INTO sync.sync_transactions
                   (origin, sequence, txn, hlc, vector_clock, chain, events, bytes, committed_at)
            SELECT t.origin, t.sequence, t.txn, t.hlc, t.past::jsonb, t.chain, t.events, t.bytes, t.committed_at::timestamptz
            FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[])
                 WITH ORDINALITY AS t (origin, sequence, txn, hlc, past, chain, events, bytes, committed_at, place)
            ORDER BY t.place
            """;

    private static final String VECTOR = """
            INSERT INTO sync.sync_vector AS v (origin, sequence, chain)
            SELECT * FROM unnest(?::text[], ?::bigint[], ?::text[])
            ON CONFLICT (origin) DO UPDATE SET sequence = excluded.sequence, chain = excluded.chain
            """;

    private static final String CLOCK = "UPDATE sync.sync_state SET hlc = greatest(hlc, ?)";

    private final Connection connection;

    ReceivedLog(Connection connection) {
        this.connection = connection;
    }

    /** Writes the batch; answers the log's key of each of its transactions. */
    List<Long> write(List<Incoming> batch) throws SQLException {
        List<Long> txns = numbers(batch.size());
        List<Long> sizes = new ReceivedChanges(connection).write(batch, txns);
        List<ChangeTransaction> transactions =
                batch.stream().map(Incoming::transaction).toList();
        writeTransactions(
                transactions,
                txns,
                transactions.stream().map(t -> (long) t.changes().size()).toList(),
                sizes);
        moveVector(transactions);
        moveClock(greatest(batch));
        return txns;
    }

    /** Enters a transaction whose changes are in the log already; vector and clock stay where they are. */
    void enter(ChangeTransaction header, StagedTransactions.Complete kept) throws SQLException {
        writeTransactions(List.of(header), List.of(kept.txn()), List.of((long) kept.events()), List.of(kept.bytes()));
    }

    /** Moves vector and clock over a transaction that was entered. */
    void reach(ChangeTransaction header) throws SQLException {
        moveVector(List.of(header));
        moveClock(header.timestamp());
    }

    private List<Long> numbers(int count) throws SQLException {
        List<Long> numbers = new ArrayList<>(count);
        try (PreparedStatement query = connection.prepareStatement(NUMBERS)) {
            query.setInt(1, count);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    numbers.add(row.getLong(1));
                }
            }
        }
        return numbers;
    }

    private void writeTransactions(List<ChangeTransaction> batch, List<Long> txns, List<Long> events, List<Long> sizes)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(TRANSACTIONS)) {
            TextArrays.text(insert, 1, batch, t -> t.dot().origin().toString());
            TextArrays.numbers(insert, 2, batch, t -> t.dot().sequence());
            TextArrays.numbers(insert, 3, txns, Long::longValue);
            TextArrays.numbers(insert, 4, batch, t -> t.timestamp().packed());
            TextArrays.text(insert, 5, batch, t -> VectorJson.text(t.past()));
            TextArrays.text(insert, 6, batch, ChangeTransaction::chain);
            TextArrays.numbers(insert, 7, events, Long::longValue);
            TextArrays.numbers(insert, 8, sizes, Long::longValue);
            TextArrays.text(insert, 9, batch, t -> t.committedAt().toString());
            insert.executeUpdate();
        }
    }

    private void moveVector(List<ChangeTransaction> batch) throws SQLException {
        Map<String, ChangeTransaction> last = new TreeMap<>();
        for (ChangeTransaction transaction : batch) {
            last.put(transaction.dot().origin().toString(), transaction);
        }
        List<ChangeTransaction> heads = List.copyOf(last.values());
        try (PreparedStatement update = connection.prepareStatement(VECTOR)) {
            TextArrays.text(update, 1, heads, t -> t.dot().origin().toString());
            TextArrays.numbers(update, 2, heads, t -> t.dot().sequence());
            TextArrays.text(update, 3, heads, ChangeTransaction::chain);
            update.executeUpdate();
        }
    }

    private void moveClock(HybridTimestamp to) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(CLOCK)) {
            update.setLong(1, to.packed());
            update.executeUpdate();
        }
    }

    /** The greatest timestamp of a batch. */
    static HybridTimestamp greatest(List<Incoming> batch) {
        return batch.stream()
                .map(incoming -> incoming.transaction().timestamp())
                .reduce(HybridTimestamp.ZERO, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }
}
