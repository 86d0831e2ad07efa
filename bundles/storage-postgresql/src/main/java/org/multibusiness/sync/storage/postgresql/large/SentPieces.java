package org.multibusiness.sync.storage.postgresql.large;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.api.storage.ValuePiece;

/**
 * The pieces of the large values of a transaction, in the order in which they are sent: value by value.
 *
 * @param connection reads by this one
 */
public record SentPieces(Connection connection) {
    private static final String PIECES = """
            SELECT v.hash, v.bytes, p.piece, p.content
            FROM sync.large_uses AS u JOIN sync.large_values AS v USING (value_id) JOIN sync.large_pieces AS p USING (value_id)
            WHERE u.txn = ? ORDER BY v.value_id, p.piece OFFSET ? LIMIT ?
            """;

    /** Some of them, behind so many others; none when there are no more. */
    public List<ValuePiece> read(long txn, long behind, long most) throws SQLException {
        List<ValuePiece> pieces = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(PIECES)) {
            query.setLong(1, txn);
            query.setLong(2, behind);
            query.setLong(3, most);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    pieces.add(new ValuePiece(
                            new LargeValue(row.getString(1), row.getLong(2)), row.getInt(3), row.getBytes(4)));
                }
            }
        }
        return pieces;
    }
}
