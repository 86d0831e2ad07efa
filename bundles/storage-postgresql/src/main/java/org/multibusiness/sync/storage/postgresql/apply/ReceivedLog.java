package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.storage.postgresql.apply.Incoming.Located;
import org.multibusiness.sync.storage.postgresql.sql.RecordText;
import org.multibusiness.sync.storage.postgresql.sql.VectorJson;

/** Writes received transactions into the log exactly as they came, and moves vector and clock. */
final class ReceivedLog {
    /** How many rows, and how many characters of images, go into one statement. */
    private static final int MOST_ROWS = 10_000;

    private static final long MOST_CHARACTERS = 8_000_000;

    private static final String NUMBERS = "SELECT nextval('sync.received_txn') FROM generate_series(1, ?)";

    private static final String CHANGES = """
            INSERT INTO sync.change_log (txn, id, table_id, layout_id, operation, row_key, old_row, new_row)
            SELECT c.txn, c.id, c.table_id, c.layout_id, c.operation::"char", c.row_key, c.old_row, c.new_row
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[])
                 AS c (txn, id, table_id, layout_id, operation, row_key, old_row, new_row)
            """;

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
        writeChanges(batch, txns);
        writeTransactions(batch, txns);
        moveVector(batch);
        moveClock(batch);
        return txns;
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

    private record Line(
            long txn,
            int ordinal,
            Located located,
            @Nullable String before,
            @Nullable String after) {}

    private void writeChanges(List<Incoming> batch, List<Long> txns) throws SQLException {
        List<Line> lines = new ArrayList<>();
        long characters = 0;
        for (int t = 0; t < batch.size(); t++) {
            List<Located> changes = batch.get(t).changes();
            for (int ordinal = 0; ordinal < changes.size(); ordinal++) {
                Located located = changes.get(ordinal);
                String before = text(located.change().before());
                String after = text(located.change().after());
                characters += length(before) + length(after);
                lines.add(new Line(txns.get(t), ordinal, located, before, after));
                if (lines.size() >= MOST_ROWS || characters >= MOST_CHARACTERS) {
                    insert(lines);
                    lines.clear();
                    characters = 0;
                }
            }
        }
        if (!lines.isEmpty()) {
            insert(lines);
        }
    }

    private void insert(List<Line> lines) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(CHANGES)) {
            TextArrays.numbers(insert, 1, lines, Line::txn);
            TextArrays.numbers(insert, 2, lines, l -> id(l.ordinal()));
            TextArrays.numbers(insert, 3, lines, l -> l.located().row().tableId());
            TextArrays.numbers(insert, 4, lines, l -> l.located().arrival().layoutId());
            TextArrays.text(insert, 5, lines, l -> code(l.located()));
            TextArrays.text(insert, 6, lines, l -> l.located().row().key());
            TextArrays.text(insert, 7, lines, Line::before);
            TextArrays.text(insert, 8, lines, Line::after);
            insert.executeUpdate();
        }
    }

    /** The id of a received change: its place in its transaction, from 1. */
    static long id(int ordinal) {
        return ordinal + 1L;
    }

    private static String code(Located located) {
        return switch (located.change().operation()) {
            case INSERT -> "I";
            case UPDATE -> "U";
            case DELETE -> "D";
        };
    }

    private void writeTransactions(List<Incoming> batch, List<Long> txns) throws SQLException {
        List<ChangeTransaction> from = batch.stream().map(Incoming::transaction).toList();
        try (PreparedStatement insert = connection.prepareStatement(TRANSACTIONS)) {
            TextArrays.text(insert, 1, from, t -> t.dot().origin().toString());
            TextArrays.numbers(insert, 2, from, t -> t.dot().sequence());
            TextArrays.numbers(insert, 3, txns, Long::longValue);
            TextArrays.numbers(insert, 4, from, t -> t.timestamp().packed());
            TextArrays.text(insert, 5, from, t -> VectorJson.text(t.past()));
            TextArrays.text(insert, 6, from, ChangeTransaction::chain);
            TextArrays.numbers(insert, 7, from, t -> t.changes().size());
            TextArrays.numbers(insert, 8, from, ReceivedLog::weight);
            TextArrays.text(insert, 9, from, t -> t.committedAt().toString());
            insert.executeUpdate();
        }
    }

    private void moveVector(List<Incoming> batch) throws SQLException {
        Map<String, ChangeTransaction> last = new TreeMap<>();
        batch.forEach(incoming -> last.put(incoming.transaction().dot().origin().toString(), incoming.transaction()));
        List<ChangeTransaction> heads = List.copyOf(last.values());
        try (PreparedStatement update = connection.prepareStatement(VECTOR)) {
            TextArrays.text(update, 1, heads, t -> t.dot().origin().toString());
            TextArrays.numbers(update, 2, heads, t -> t.dot().sequence());
            TextArrays.text(update, 3, heads, ChangeTransaction::chain);
            update.executeUpdate();
        }
    }

    private void moveClock(List<Incoming> batch) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(CLOCK)) {
            update.setLong(1, greatest(batch).packed());
            update.executeUpdate();
        }
    }

    /** The greatest timestamp of a batch. */
    static HybridTimestamp greatest(List<Incoming> batch) {
        return batch.stream()
                .map(incoming -> incoming.transaction().timestamp())
                .reduce(HybridTimestamp.ZERO, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }

    private static long weight(ChangeTransaction transaction) {
        return transaction.changes().stream()
                .mapToLong(change -> weight(change.before()) + weight(change.after()))
                .sum();
    }

    private static long weight(@Nullable RowImage image) {
        if (image == null) {
            return 0;
        }
        long weight = 2;
        for (String value : image.values()) {
            weight += 1 + length(value);
        }
        return weight;
    }

    private static @Nullable String text(@Nullable RowImage image) {
        return image == null ? null : RecordText.format(image.values());
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
