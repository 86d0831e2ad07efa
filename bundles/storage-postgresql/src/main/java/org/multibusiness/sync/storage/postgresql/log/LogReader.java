package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.api.storage.ValuePiece;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;
import org.multibusiness.sync.storage.postgresql.large.SentPieces;
import org.multibusiness.sync.storage.postgresql.sql.VectorJson;

/**
 * Reads the log for a peer: headers in log order until a limit is reached, then the row changes of these. Log order is
 * causal: what a transaction's author had seen stands before it.
 */
final class LogReader {
    /** Sequences are dense: the first missing transaction of an origin is the one behind what is known. */
    private static final String START = """
            SELECT min(t.position) - 1
            FROM sync.sync_vector AS v
            LEFT JOIN unnest(?::text[], ?::bigint[]) AS k (origin, sequence) USING (origin)
            JOIN sync.sync_transactions AS t ON t.origin = v.origin AND t.sequence = coalesce(k.sequence, 0) + 1
            WHERE v.origin <> ALL (?::text[])
            """;

    private static final String LAST = "SELECT coalesce(max(position), 0) FROM sync.sync_transactions";

    private static final String HEADERS = """
            SELECT t.position, t.origin, t.sequence, t.txn, t.hlc, t.vector_clock::text AS past, t.chain, t.events, t.bytes,
                   t.committed_at, EXISTS (SELECT FROM sync.large_uses AS u WHERE u.txn = t.txn) AS large
            FROM sync.sync_transactions AS t
            LEFT JOIN unnest(?::text[], ?::bigint[]) AS k (origin, sequence) ON k.origin = t.origin
            WHERE t.position > ? AND t.origin <> ALL (?::text[]) AND t.sequence > coalesce(k.sequence, 0)
            ORDER BY t.position LIMIT ?
            """;

    /** More than a transaction has of them. */
    private static final long PIECES = 1L << 40;

    private final Layouts layouts;

    LogReader(Layouts layouts) {
        this.layouts = layouts;
    }

    private record Header(
            long position, long txn, ChangeTransaction transaction, int events, long bytes, boolean large) {
        /** About what its row changes weigh in memory. */
        long weight() {
            return bytes + (long) LoggedChanges.CHANGE_WEIGHT * events;
        }

        /** Whether it has to travel in parts. */
        boolean inParts(ReadRequest request) {
            return large || weight() > request.largestWhole();
        }

        ChangeTransaction with(List<RowChange> changes) {
            return new ChangeTransaction(
                    transaction.dot(),
                    transaction.past(),
                    transaction.timestamp(),
                    transaction.committedAt(),
                    transaction.chain(),
                    changes);
        }
    }

    /** Throws {@link org.multibusiness.sync.api.storage.LogBegunLaterException} when the log begins behind the request. */
    LogSlice read(Connection connection, ReadRequest request) throws SQLException, StorageException {
        LogSlice slice = slice(connection, request);
        Floor.check(connection, request);
        return slice;
    }

    private LogSlice slice(Connection connection, ReadRequest request) throws SQLException, StorageException {
        long last = last(connection);
        List<Header> headers = headers(connection, request, start(connection, request, last));
        if (!headers.isEmpty() && headers.get(0).inParts(request)) {
            Header large = headers.get(0);
            return new LogSlice(List.of(), part(connection, large, request), large.position() - 1, true);
        }
        List<Header> taken = withinLimits(headers, request);
        boolean more = taken.size() < headers.size();
        if (taken.isEmpty()) {
            return new LogSlice(List.of(), Math.max(last, request.position()), false);
        }
        Map<Long, List<RowChange>> changes = new LoggedChanges(connection, layouts)
                .of(taken.stream().map(Header::txn).toList());
        List<ChangeTransaction> transactions = new ArrayList<>(taken.size());
        for (Header header : taken) {
            transactions.add(header.with(changes.getOrDefault(header.txn(), List.of())));
        }
        long reached = taken.get(taken.size() - 1).position();
        return new LogSlice(transactions, more ? reached : Math.max(reached, last), more);
    }

    /**
     * First the pieces of large values, then what names them. A place is the id of a row change; where there are pieces, it is how
     * many of them went before, and behind all of them an id above {@link #PIECES}.
     */
    private TransactionPart part(Connection connection, Header large, ReadRequest request)
            throws SQLException, StorageException {
        long after = request.begun().getOrDefault(large.transaction().dot(), 0L);
        if (!large.large()) {
            return changes(connection, large, request, after, 0);
        }
        SentPieces sent = new SentPieces(connection);
        long most = Math.max(1, request.maxBytes() / ValuePiece.BYTES);
        List<ValuePiece> pieces = after < PIECES ? sent.read(large.txn(), after, most) : List.of();
        if (pieces.isEmpty()) {
            return changes(connection, large, request, Math.max(after, PIECES), PIECES)
                    .from(after);
        }
        return new TransactionPart(large.with(List.of()), pieces, after, after + pieces.size(), false);
    }

    private TransactionPart changes(Connection connection, Header large, ReadRequest request, long after, long behind)
            throws SQLException, StorageException {
        long rows = 1 + 2 * request.maxBytes() / Math.max(1, large.weight() / Math.max(1, large.events()));
        LoggedChanges.Part part =
                new LoggedChanges(connection, layouts).part(large.txn(), after - behind, request.maxBytes(), rows);
        return new TransactionPart(large.with(part.changes()), after, behind + part.last(), !part.more());
    }

    /** Asked before the headers are read: what they don't show up to here, the reader does not lack. */
    private static long last(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LAST);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static long start(Connection connection, ReadRequest request, long last) throws SQLException {
        if (request.position() > 0) {
            return request.position();
        }
        try (PreparedStatement query = connection.prepareStatement(START)) {
            known(connection, query, request.known().entries());
            query.setArray(3, excluded(connection, request.excluded()));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                long start = row.getLong(1);
                return row.wasNull() ? last : start;
            }
        }
    }

    /** One more than can be taken, to know whether there is more. */
    private static List<Header> headers(Connection connection, ReadRequest request, long position) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(HEADERS)) {
            known(connection, query, request.known().entries());
            query.setLong(3, position);
            query.setArray(4, excluded(connection, request.excluded()));
            query.setLong(5, request.maxEvents() + 1L);
            List<Header> headers = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    headers.add(header(row));
                }
            }
            return headers;
        }
    }

    private static void known(Connection connection, PreparedStatement query, Map<OriginId, Long> known)
            throws SQLException {
        Object[] origins = known.keySet().stream().map(OriginId::toString).toArray();
        query.setArray(1, connection.createArrayOf("text", origins));
        query.setArray(2, connection.createArrayOf("bigint", known.values().toArray()));
    }

    private static java.sql.Array excluded(Connection connection, Set<OriginId> origins) throws SQLException {
        return connection.createArrayOf(
                "text", origins.stream().map(OriginId::toString).toArray());
    }

    private static Header header(ResultSet row) throws SQLException {
        Timestamp committed = row.getTimestamp("committed_at");
        ChangeTransaction bare = new ChangeTransaction(
                new Dot(OriginId.parse(row.getString("origin")), row.getLong("sequence")),
                VectorJson.parse(row.getString("past")),
                new HybridTimestamp(row.getLong("hlc")),
                committed.toInstant(),
                row.getString("chain"),
                List.of());
        return new Header(
                row.getLong("position"),
                row.getLong("txn"),
                bare,
                row.getInt("events"),
                row.getLong("bytes"),
                row.getBoolean("large"));
    }

    /** At least one, no more behind the one that reaches a limit, and none that is to be read in parts. */
    private static List<Header> withinLimits(List<Header> headers, ReadRequest request) {
        long events = 0;
        long bytes = 0;
        for (int i = 0; i < headers.size(); i++) {
            if (headers.get(i).inParts(request)) {
                return headers.subList(0, i);
            }
            events += Math.max(1, headers.get(i).events());
            bytes += headers.get(i).bytes();
            if (events >= request.maxEvents() || bytes >= request.maxBytes()) {
                return headers.subList(0, i + 1);
            }
        }
        return headers;
    }
}
