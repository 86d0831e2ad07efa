package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The transactions beyond the floor whose authors had not seen all of it: those that were under way when it was written. Pasts
 * of one origin only grow, so they are the first few of each origin.
 *
 * @param origins the origins that have such transactions
 * @param after of each origin the sequence before the first
 * @param to of each origin the sequence of the last
 * @param events how many row changes they recorded
 */
record UnseenFloor(List<String> origins, List<Long> after, List<Long> to, long events) {
    private static final String READ = """
            SELECT v.origin, coalesce(f.sequence, 0) AS after, k.last, (
                     SELECT coalesce(sum(t.events), 0) FROM sync.sync_transactions AS t
                     WHERE t.origin = v.origin AND t.sequence > coalesce(f.sequence, 0) AND t.sequence <= k.last) AS events
            FROM sync.sync_vector AS v
            LEFT JOIN sync.sync_floor AS f USING (origin)
            CROSS JOIN LATERAL (
              SELECT coalesce((
                SELECT t.sequence - 1 FROM sync.sync_transactions AS t
                WHERE t.origin = v.origin AND t.sequence > coalesce(f.sequence, 0) AND NOT EXISTS (
                  SELECT FROM sync.sync_floor AS o
                  WHERE coalesce((t.vector_clock ->> o.origin)::bigint, 0) < o.sequence)
                ORDER BY t.sequence LIMIT 1), v.sequence) AS last) AS k
            WHERE k.last > coalesce(f.sequence, 0)
            """;

    static UnseenFloor read(Connection connection) throws SQLException {
        List<String> origins = new ArrayList<>();
        List<Long> after = new ArrayList<>();
        List<Long> to = new ArrayList<>();
        long events = 0;
        try (PreparedStatement query = connection.prepareStatement(READ);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                origins.add(row.getString(1));
                after.add(row.getLong(2));
                to.add(row.getLong(3));
                events += row.getLong(4);
            }
        }
        return new UnseenFloor(origins, after, to, events);
    }

    boolean isEmpty() {
        return origins.isEmpty();
    }

    /** Gives origins, after and to, at this index and the next two. */
    void give(PreparedStatement statement, int index) throws SQLException {
        Connection connection = statement.getConnection();
        statement.setArray(index, connection.createArrayOf("text", origins.toArray()));
        statement.setArray(index + 1, connection.createArrayOf("bigint", after.toArray()));
        statement.setArray(index + 2, connection.createArrayOf("bigint", to.toArray()));
    }
}
