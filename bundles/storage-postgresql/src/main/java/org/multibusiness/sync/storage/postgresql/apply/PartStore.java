package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.storage.postgresql.large.LargeValues;
import org.multibusiness.sync.storage.postgresql.large.ReceivedPieces;
import org.multibusiness.sync.storage.postgresql.sql.VectorJson;

/** Keeps parts of large transactions: the changes where they belong in the log, where they show to nobody yet. */
final class PartStore {
    private static final String FORGET = """
            WITH gone AS (DELETE FROM sync.sync_staged WHERE origin = ? AND sequence = ? AND teller = ? RETURNING txn)
            DELETE FROM sync.change_log AS c USING gone WHERE c.txn = gone.txn
            """;

    private static final String BEGIN = """
            INSERT INTO sync.sync_staged
                   (origin, sequence, teller, teller_start, txn, hlc, vector_clock, chain, committed_at, place, complete)
            VALUES (?, ?, ?, ?, nextval('sync.received_txn'), ?, ?::jsonb, ?, ?::timestamptz, 0, false)
            """;

    private static final String FIND = """
            SELECT txn, events FROM sync.sync_staged
            WHERE origin = ? AND sequence = ? AND teller = ? AND teller_start = ? AND place = ? AND NOT complete
              AND left(chain, 32) = ?
            FOR UPDATE
            """;

    private static final String ADVANCE = """
            UPDATE sync.sync_staged
            SET place = ?, events = events + ?, bytes = bytes + ?, complete = ?, touched_at = now(), hlc = ?,
                vector_clock = ?::jsonb, chain = ?
            WHERE txn = ?
            """;

    private final Connection connection;
    private final Tables tables;

    PartStore(Connection connection, Tables tables) {
        this.connection = connection;
        this.tables = tables;
    }

    private record At(long txn, int events) {}

    /** Present when the part fits. */
    Optional<Boolean> keep(NodeId teller, long start, TransactionPart part) throws SQLException, StorageException {
        ApplySession.begin(connection);
        ChangeTransaction piece = part.transaction();
        if (new StagedTransactions(connection).complete(piece).isPresent()) {
            return Optional.of(true);
        }
        Arrivals arrivals = tables.known().find(connection, Arrivals.used(List.of(piece)));
        if (part.after() == 0) {
            begin(teller, start, piece);
        }
        Optional<At> at = find(teller, start, part);
        if (at.isEmpty()) {
            return Optional.empty();
        }
        ReceivedPieces pieces = new ReceivedPieces(connection, at.get().txn());
        if (!pieces.keep(part.pieces()) || !pieces.hasAll(LargeValues.named(images(piece)))) {
            return Optional.empty();
        }
        long bytes = new ReceivedChanges(connection)
                .write(
                        arrivals.locate(piece).changes(),
                        at.get().txn(),
                        at.get().events());
        advance(at.get().txn(), part, bytes);
        return Optional.of(true);
    }

    private static List<@Nullable RowImage> images(ChangeTransaction piece) {
        List<@Nullable RowImage> images = new ArrayList<>();
        for (RowChange change : piece.changes()) {
            images.add(change.before());
            images.add(change.after());
        }
        return images;
    }

    private void begin(NodeId teller, long start, ChangeTransaction piece) throws SQLException {
        try (PreparedStatement forget = connection.prepareStatement(FORGET)) {
            name(forget, piece, teller);
            forget.executeUpdate();
        }
        try (PreparedStatement begin = connection.prepareStatement(BEGIN)) {
            name(begin, piece, teller);
            begin.setLong(4, start);
            begin.setLong(5, piece.timestamp().packed());
            begin.setString(6, VectorJson.text(piece.past()));
            begin.setString(7, piece.chain());
            begin.setString(8, piece.committedAt().toString());
            begin.executeUpdate();
        }
    }

    private Optional<At> find(NodeId teller, long start, TransactionPart part) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(FIND)) {
            name(find, part.transaction(), teller);
            find.setLong(4, start);
            find.setLong(5, part.after());
            find.setString(6, Lineage.own(part.transaction().chain()));
            try (ResultSet row = find.executeQuery()) {
                return row.next() ? Optional.of(new At(row.getLong(1), row.getInt(2))) : Optional.empty();
            }
        }
    }

    private static void name(PreparedStatement statement, ChangeTransaction transaction, NodeId teller)
            throws SQLException {
        statement.setString(1, transaction.dot().origin().toString());
        statement.setLong(2, transaction.dot().sequence());
        statement.setString(3, teller.value());
    }

    /** The header of the last part counts: the teller may have given branches names of their own meanwhile. */
    private void advance(long txn, TransactionPart part, long bytes) throws SQLException {
        ChangeTransaction piece = part.transaction();
        try (PreparedStatement advance = connection.prepareStatement(ADVANCE)) {
            advance.setLong(1, part.place());
            advance.setInt(2, piece.changes().size());
            advance.setLong(3, bytes);
            advance.setBoolean(4, part.last());
            advance.setLong(5, piece.timestamp().packed());
            advance.setString(6, VectorJson.text(piece.past()));
            advance.setString(7, piece.chain());
            advance.setLong(8, txn);
            advance.executeUpdate();
        }
    }
}
