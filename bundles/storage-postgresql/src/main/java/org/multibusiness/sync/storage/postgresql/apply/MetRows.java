package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.core.row.CausalSuffix;
import org.multibusiness.sync.core.row.CausalSuffix.Header;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;
import org.multibusiness.sync.storage.postgresql.sql.VectorJson;

/**
 * Finds the rows of a batch that were changed concurrently, and loads what is known of them: so far back that every change
 * that is not loaded was seen by all that are.
 */
final class MetRows {
    private static final String HEADERS =
            "SELECT DISTINCT r.row_at, t.txn, t.origin, t.sequence, t.hlc, t.vector_clock::text, t.chain";

    /** Beyond this a step back is no longer doubled. */
    private static final int LONGEST_STEP = 20;

    private final RowHistory history;
    private final Layouts layouts;
    private final VersionVector held;
    /** By the log's key of the transaction: a transaction's vector is parsed once, however many rows it changed. */
    private final Map<Long, Header> headers = new HashMap<>();

    /**
     * For one transaction of ours.
     *
     * @param held what the log holds
     */
    MetRows(Connection connection, Layouts layouts, VersionVector held) {
        this.history = new RowHistory(connection);
        this.layouts = layouts;
        this.held = held;
    }

    /** The logged changes of the rows that met something; empty lists for rows that met only each other within the batch. */
    Map<RowRef, List<VersionedChange>> of(Collection<BatchRow> rows) throws SQLException, StorageException {
        VersionVector seenByAll = seenByAll(rows);
        Map<RowRef, Map<Long, Header>> unseen = seenByAll.covers(held)
                ? Map.of()
                : headers(rows.stream().map(BatchRow::ref).toList(), seenByAll, held);
        Map<RowRef, Map<Long, Header>> suspects = new LinkedHashMap<>();
        for (BatchRow row : rows) {
            Map<Long, Header> met = unseen.getOrDefault(row.ref(), Map.of());
            if (row.suspect(met.values())) {
                suspects.put(row.ref(), met);
            }
        }
        return closure(suspects, seenByAll);
    }

    /**
     * The logged changes of rows: those that a vector does not cover, what these had not all seen, what that had not all seen,
     * and so on. Every row has an entry.
     */
    Map<RowRef, List<VersionedChange>> since(Set<RowRef> rows, VersionVector seenByAll)
            throws SQLException, StorageException {
        Map<RowRef, Map<Long, Header>> found = new LinkedHashMap<>();
        Map<RowRef, Map<Long, Header>> unseen = headers(rows, seenByAll, held);
        rows.forEach(row -> found.put(row, unseen.getOrDefault(row, Map.of())));
        return closure(found, seenByAll);
    }

    /** Those of the rows that have a logged change which not all authors of a batch had seen. */
    Set<RowRef> changedUnseen(Collection<RowRef> rows, Collection<BatchRow> batch) throws SQLException {
        VersionVector seenByAll = seenByAll(batch);
        return seenByAll.covers(held)
                ? Set.of()
                : headers(rows, seenByAll, held).keySet();
    }

    /**
     * Goes back until, for each row, a barrier is found: each stretch of the log is read once, and the stretches grow, for a row
     * that is written all the time may have had none for long.
     */
    private Map<RowRef, List<VersionedChange>> closure(Map<RowRef, Map<Long, Header>> first, VersionVector seenByAll)
            throws SQLException, StorageException {
        Map<RowRef, Map<Long, Header>> closed = new LinkedHashMap<>();
        Map<RowRef, Map<Long, Header>> open = new LinkedHashMap<>(first);
        VersionVector floor = seenByAll;
        close(open, closed, seenByAll, floor);
        for (int step = 0; !open.isEmpty(); step++) {
            VersionVector lower = back(floor, lower(open, floor), step);
            Map<RowRef, Map<Long, Header>> earlier = headers(open.keySet(), lower, floor);
            open.forEach((row, logged) -> logged.putAll(earlier.getOrDefault(row, Map.of())));
            floor = lower;
            close(open, closed, seenByAll, floor);
        }
        Map<RowRef, List<VersionedChange>> known = new RowImages(history, layouts).of(closed);
        first.keySet().forEach(row -> known.putIfAbsent(row, List.of()));
        return known;
    }

    /** Moves the rows of which enough is known, without what is too much. */
    private static void close(
            Map<RowRef, Map<Long, Header>> open,
            Map<RowRef, Map<Long, Header>> closed,
            VersionVector seenByAll,
            VersionVector floor) {
        open.entrySet().removeIf(row -> {
            Collection<Header> logged = row.getValue().values();
            List<Header> unseen = logged.stream()
                    .filter(header -> !seenByAll.covers(header.dot()))
                    .toList();
            Optional<List<Header>> suffix =
                    unseen.isEmpty() ? Optional.of(List.of()) : CausalSuffix.above(floor, logged, unseen);
            suffix.ifPresent(headers -> closed.put(row.getKey(), only(row.getValue(), headers)));
            return suffix.isPresent();
        });
    }

    private static Map<Long, Header> only(Map<Long, Header> logged, List<Header> headers) {
        Set<Dot> dots = headers.stream().map(Header::dot).collect(Collectors.toSet());
        Map<Long, Header> only = new LinkedHashMap<>(logged);
        only.values().removeIf(header -> !dots.contains(header.dot()));
        return only;
    }

    private static VersionVector lower(Map<RowRef, Map<Long, Header>> found, VersionVector floor) {
        VersionVector lower = floor;
        for (Map<Long, Header> logged : found.values()) {
            for (Header header : logged.values()) {
                lower = header.past().covers(lower) ? lower : lower.meet(header.past());
            }
        }
        return lower;
    }

    /** At least as far back as asked for, at most as far as still can be read transaction by transaction. */
    private static VersionVector back(VersionVector floor, VersionVector asked, int step) {
        long missing = Math.max(1, asked.missingFrom(floor));
        long times = Math.min(1L << Math.min(step, LONGEST_STEP), Math.max(1, RowHistory.FEW_TRANSACTIONS / missing));
        Map<OriginId, Long> entries = new HashMap<>();
        floor.entries()
                .forEach((origin, sequence) ->
                        entries.put(origin, Math.max(0, sequence - times * (sequence - asked.sequence(origin)))));
        return VersionVector.of(entries);
    }

    private Map<RowRef, Map<Long, Header>> headers(Collection<RowRef> rows, VersionVector low, VersionVector high)
            throws SQLException {
        List<RowRef> asked = List.copyOf(rows);
        Map<RowRef, Map<Long, Header>> found = new HashMap<>();
        history.<SQLException>between(HEADERS, asked, low, high, row -> {
            Header header = header(row);
            found.computeIfAbsent(asked.get((int) row.getLong(1) - 1), r -> new LinkedHashMap<>())
                    .put(row.getLong(2), header);
        });
        return found;
    }

    private Header header(ResultSet row) throws SQLException {
        long txn = row.getLong(2);
        Header known = headers.get(txn);
        if (known != null) {
            return known;
        }
        Header header = new Header(
                new Dot(OriginId.parse(row.getString(3)), row.getLong(4)),
                VectorJson.parse(row.getString(6)),
                new HybridTimestamp(row.getLong(5)),
                Lineage.own(row.getString(7)));
        headers.put(txn, header);
        return header;
    }

    private static VersionVector seenByAll(Collection<BatchRow> rows) {
        @Nullable VersionVector seen = null;
        for (BatchRow row : rows) {
            for (VersionedChange step : row.steps()) {
                VersionVector past = step.past();
                if (seen == null || !past.covers(seen)) {
                    seen = seen == null ? past : seen.meet(past);
                }
            }
        }
        return seen == null ? VersionVector.EMPTY : seen;
    }
}
