package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.storage.ChainPoint;

/** Reads what tells transactions from those of another history: from the log, and where it begins from the floor. */
final class ChainPoints {
    private static final String POINTS = """
            SELECT d.origin, d.sequence, left(coalesce(t.chain, f.chain), 32) AS chain, coalesce(t.hlc, f.hlc) AS hlc
            FROM unnest(?::text[], ?::bigint[]) AS d (origin, sequence)
            LEFT JOIN sync.sync_transactions AS t ON t.origin = d.origin AND t.sequence = d.sequence
            LEFT JOIN sync.sync_floor AS f ON f.origin = d.origin AND f.sequence = d.sequence
            WHERE coalesce(t.chain, f.chain, '') <> ''
            """;

    private ChainPoints() {}

    static Map<Dot, ChainPoint> read(Connection connection, Set<Dot> dots) throws SQLException {
        List<Dot> asked = List.copyOf(dots);
        Map<Dot, ChainPoint> points = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(POINTS)) {
            Object[] origins =
                    asked.stream().map(dot -> dot.origin().toString()).toArray();
            Object[] sequences = asked.stream().map(Dot::sequence).toArray();
            query.setArray(1, connection.createArrayOf("text", origins));
            query.setArray(2, connection.createArrayOf("bigint", sequences));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    points.put(
                            new Dot(OriginId.parse(row.getString("origin")), row.getLong("sequence")),
                            new ChainPoint(row.getString("chain"), new HybridTimestamp(row.getLong("hlc"))));
                }
            }
        }
        return points;
    }
}
