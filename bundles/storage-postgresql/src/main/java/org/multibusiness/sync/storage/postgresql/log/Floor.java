package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.LogBegunLaterException;
import org.multibusiness.sync.api.storage.ReadRequest;

/**
 * Where the log begins: a prefix in log order, so it is causally closed.
 *
 * @param vector of each origin the greatest sequence that may be gone
 * @param position the place in log order of the last transaction that may be gone
 */
record Floor(VersionVector vector, long position) {
    private static final String READ = "SELECT origin, sequence, position FROM sync.sync_floor";

    private static final String NEXT = """
            SELECT position, origin, sequence, chain, hlc, events FROM sync.sync_transactions
            WHERE position > ? ORDER BY position LIMIT ?
            """;

    private static final String RAISE = """
            INSERT INTO sync.sync_floor AS f (origin, sequence, chain, hlc, position)
            SELECT * FROM unnest(?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[])
            ON CONFLICT (origin) DO UPDATE
            SET sequence = excluded.sequence, chain = excluded.chain, hlc = excluded.hlc, position = excluded.position
            """;

    /** An origin's new last one. */
    private record Step(long position, OriginId origin, long sequence, String chain, long hlc) {}

    static Floor read(Connection connection) throws SQLException {
        VersionVector vector = VersionVector.EMPTY;
        long position = 0;
        try (PreparedStatement query = connection.prepareStatement(READ);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                vector = vector.with(OriginId.parse(row.getString(1)), row.getLong(2));
                position = Math.max(position, row.getLong(3));
            }
        }
        return new Floor(vector, position);
    }

    /**
     * Throws when the reader lacks something that may be gone. To be asked after everything was read: what was gone by then
     * is below the floor by now.
     */
    static void check(Connection connection, ReadRequest request) throws SQLException, LogBegunLaterException {
        VersionVector floor = read(connection).vector();
        boolean lacks = floor.entries().entrySet().stream()
                .anyMatch(entry -> !request.excluded().contains(entry.getKey())
                        && request.known().sequence(entry.getKey()) < entry.getValue());
        if (lacks) {
            throw new LogBegunLaterException(floor);
        }
    }

    /**
     * Raises the floor over the next transactions, as long as they have been stable for long enough.
     *
     * @param old what has been
     * @param most up to so many row changes, but always one transaction
     */
    Floor raise(Connection connection, VersionVector old, int most) throws SQLException {
        Map<OriginId, Step> steps = new TreeMap<>();
        Floor raised = this;
        try (PreparedStatement query = connection.prepareStatement(NEXT)) {
            query.setLong(1, position);
            query.setInt(2, most);
            try (ResultSet row = query.executeQuery()) {
                long events = 0;
                while (events < most && row.next()) {
                    Step step = new Step(
                            row.getLong(1),
                            OriginId.parse(row.getString(2)),
                            row.getLong(3),
                            row.getString(4),
                            row.getLong(5));
                    if (old.sequence(step.origin()) < step.sequence()) {
                        break;
                    }
                    steps.put(step.origin(), step);
                    raised = new Floor(raised.vector.with(step.origin(), step.sequence()), step.position());
                    events += Math.max(1, row.getLong(6));
                }
            }
        }
        if (!steps.isEmpty()) {
            write(connection, steps.values());
        }
        return raised;
    }

    private static void write(Connection connection, Collection<Step> steps) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(RAISE)) {
            List<Step> all = List.copyOf(steps);
            insert.setArray(
                    1,
                    connection.createArrayOf(
                            "text", all.stream().map(s -> s.origin().toString()).toArray()));
            insert.setObject(2, all.stream().mapToLong(Step::sequence).toArray());
            insert.setArray(
                    3,
                    connection.createArrayOf(
                            "text", all.stream().map(Step::chain).toArray()));
            insert.setObject(4, all.stream().mapToLong(Step::hlc).toArray());
            insert.setObject(5, all.stream().mapToLong(Step::position).toArray());
            insert.executeUpdate();
        }
    }
}
