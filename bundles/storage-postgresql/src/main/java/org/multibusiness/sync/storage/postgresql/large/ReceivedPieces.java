package org.multibusiness.sync.storage.postgresql.large;

import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.api.storage.ValuePiece;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the pieces of a received transaction's large values. A value counts only when its hash was worked out here: a peer that
 * tells another content under a name spoils no value of that name.
 */
public final class ReceivedPieces {
    private static final Logger LOG = LoggerFactory.getLogger(ReceivedPieces.class);

    private static final String FIND = """
            SELECT u.value_id, v.whole FROM sync.large_uses AS u JOIN sync.large_values AS v USING (value_id)
            WHERE u.txn = ? AND v.hash = ?
            """;

    private static final String BEGIN =
            "INSERT INTO sync.large_values (hash, bytes, whole) VALUES (?, ?, false) RETURNING value_id";

    private static final String USE = "INSERT INTO sync.large_uses (txn, value_id) VALUES (?, ?)";

    private static final String MOVE = "UPDATE sync.large_uses SET value_id = ? WHERE txn = ? AND value_id = ?";

    /** Piece by piece, for the whole may not fit into memory here. */
    private static final String PIECE = "SELECT content FROM sync.large_pieces WHERE value_id = ? AND piece = ?";

    private static final String COUNT = "SELECT count(*) FROM sync.large_pieces WHERE value_id = ?";

    private final Connection connection;
    private final LargeValues values;
    private final long txn;

    private record Kept(long id, boolean whole) {}

    /**
     * Of one transaction.
     *
     * @param txn its key in the log
     */
    public ReceivedPieces(Connection connection, long txn) {
        this.connection = connection;
        this.values = new LargeValues(connection);
        this.txn = txn;
    }

    /** Keeps pieces; answers whether they fit to what was there before, and a value that they complete is what its name says. */
    public boolean keep(List<ValuePiece> pieces) throws SQLException {
        if (!pieces.isEmpty()) {
            values.announce();
        }
        for (ValuePiece piece : pieces) {
            if (!keep(piece)) {
                return false;
            }
        }
        return true;
    }

    private boolean keep(ValuePiece piece) throws SQLException {
        Kept kept = find(piece.value());
        if (kept == null) {
            kept = begin(piece.value());
        }
        if (kept.whole()) {
            return true;
        }
        if (piece.index() != count(kept.id())) {
            return false;
        }
        values.add(kept.id(), piece.index(), piece.content());
        return !piece.last() || complete(kept.id(), piece.value());
    }

    private @Nullable Kept find(LargeValue value) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(FIND)) {
            find.setLong(1, txn);
            find.setString(2, value.hash());
            try (ResultSet row = find.executeQuery()) {
                return row.next() ? new Kept(row.getLong(1), row.getBoolean(2)) : null;
            }
        }
    }

    /** A value that is here already is not kept a second time. */
    private Kept begin(LargeValue value) throws SQLException {
        long whole = values.whole(value);
        Kept kept = whole > 0 ? new Kept(whole, true) : new Kept(made(value), false);
        try (PreparedStatement use = connection.prepareStatement(USE)) {
            use.setLong(1, txn);
            use.setLong(2, kept.id());
            use.executeUpdate();
        }
        return kept;
    }

    private long made(LargeValue value) throws SQLException {
        try (PreparedStatement begin = connection.prepareStatement(BEGIN)) {
            begin.setString(1, value.hash());
            begin.setLong(2, value.bytes());
            try (ResultSet row = begin.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private long count(long id) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(COUNT)) {
            count.setLong(1, id);
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private boolean complete(long id, LargeValue value) throws SQLException {
        MessageDigest digest = LargeValues.sha256();
        try (PreparedStatement query = connection.prepareStatement(PIECE)) {
            query.setLong(1, id);
            for (int piece = 0; ValuePiece.length(value, piece) > 0; piece++) {
                query.setInt(2, piece);
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    digest.update(row.getBytes(1));
                }
            }
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(value.hash())) {
            LOG.warn(
                    "{} came with another content than its name says, and is asked for anew. If this comes again, the database of the"
                            + " node that sends it is damaged, or that node lies: sync.sync_staged names it (teller).",
                    value);
            return false;
        }
        long other = values.lock(value);
        if (other > 0) {
            move(id, other);
            values.remove(id);
        } else {
            values.publish(id, value);
        }
        return true;
    }

    private void move(long from, long to) throws SQLException {
        try (PreparedStatement move = connection.prepareStatement(MOVE)) {
            move.setLong(1, to);
            move.setLong(2, txn);
            move.setLong(3, from);
            move.executeUpdate();
        }
    }

    /** Whether all of these values have come. */
    public boolean hasAll(Collection<LargeValue> named) throws SQLException {
        for (LargeValue value : named) {
            Kept kept = find(value);
            if (kept == null || !kept.whole()) {
                return false;
            }
        }
        return true;
    }
}
