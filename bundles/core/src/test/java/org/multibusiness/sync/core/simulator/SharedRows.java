package org.multibusiness.sync.core.simulator;

import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;
import org.multibusiness.sync.api.conflict.Resolution;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.core.log.BranchMove;
import org.multibusiness.sync.core.row.CausalSuffix;
import org.multibusiness.sync.core.row.RowResolver;
import org.multibusiness.sync.core.stability.CausalCut;

/**
 * A node's copy of a few rows that all nodes write, with two histories: the pruned one, by which rows are resolved, and the
 * whole one, which must always say the same. Durable.
 */
final class SharedRows {
    private static final int ROWS = 3;
    private static final TableLayout LAYOUT = new TableLayout(
            new TableName("public", "shared"),
            List.of(
                    new ColumnLayout("id", "bigint", true, false),
                    new ColumnLayout("name", "text", false, false),
                    new ColumnLayout("place", "text", false, false)));
    private static final RowResolution RESOLVER = RowResolver.uniform(new LastWriter());

    private final Map<String, RowImage> rows = new HashMap<>();
    private final Map<String, List<VersionedChange>> whole = new HashMap<>();
    private final Map<String, List<VersionedChange>> kept = new HashMap<>();
    private int values;

    /** A backup, as the database's. */
    SharedRows copy() {
        SharedRows copy = new SharedRows();
        copy.rows.putAll(rows);
        whole.forEach((id, history) -> copy.whole.put(id, new ArrayList<>(history)));
        kept.forEach((id, history) -> copy.kept.put(id, new ArrayList<>(history)));
        copy.values = values + 1_000_000;
        return copy;
    }

    /** The log's names changed. */
    void renamed(BranchMove move) {
        for (Map<String, List<VersionedChange>> history : Arrays.asList(whole, kept)) {
            history.values()
                    .forEach(changes -> changes.replaceAll(change -> new VersionedChange(
                            move.of(change.dot()), move.of(change.past()), change.timestamp(), change.change())));
        }
    }

    /** A user inserts, updates or deletes a row; most write the first one. */
    RowChange change(Random random) {
        String id = "" + (random.nextInt(4) == 0 ? random.nextInt(ROWS) : 0);
        RowImage before = rows.get(id);
        if (before == null) {
            return write(Operation.INSERT, id, null, new RowImage(List.of(id, value(random), value(random))));
        }
        if (random.nextInt(6) == 0) {
            return write(Operation.DELETE, id, before, null);
        }
        int column = 1 + random.nextInt(2);
        List<@Nullable String> values = new ArrayList<>(before.values());
        values.set(column, value(random));
        return write(Operation.UPDATE, id, before, new RowImage(values));
    }

    private String value(Random random) {
        return "v" + random.nextInt(1_000) + "." + values++;
    }

    private RowChange write(Operation operation, String id, @Nullable RowImage before, @Nullable RowImage after) {
        put(id, after);
        return new RowChange(operation, LAYOUT, before, after);
    }

    private void put(String id, @Nullable RowImage row) {
        if (row == null) {
            rows.remove(id);
        } else {
            rows.put(id, row);
        }
    }

    /** A transaction of this node got its number: the rows are as it left them. */
    void written(ChangeTransaction transaction) {
        versioned(transaction).forEach(this::add);
    }

    /** A transaction of another node: the rows become what resolution makes of the pruned history. */
    void received(ChangeTransaction transaction) {
        for (VersionedChange change : versioned(transaction)) {
            add(change);
            String id = id(change);
            put(id, resolved(id).row());
        }
    }

    private static List<VersionedChange> versioned(ChangeTransaction transaction) {
        return transaction.changes().stream()
                .map(change ->
                        new VersionedChange(transaction.dot(), transaction.past(), transaction.timestamp(), change))
                .toList();
    }

    private void add(VersionedChange change) {
        for (Map<String, List<VersionedChange>> history : Arrays.asList(whole, kept)) {
            history.computeIfAbsent(id(change), id -> new ArrayList<>()).add(change);
        }
    }

    private static String id(VersionedChange change) {
        RowImage after = change.change().after();
        RowImage image = after == null ? Objects.requireNonNull(change.change().before()) : after;
        return Objects.requireNonNull(image.value(0));
    }

    private Resolution resolved(String id) {
        Resolution pruned = suffix(kept.getOrDefault(id, List.of()));
        Resolution full = suffix(whole.getOrDefault(id, List.of()));
        assertEquals("row " + id + " by the whole and by the pruned log", full, pruned);
        return pruned;
    }

    private static Resolution suffix(List<VersionedChange> history) {
        Set<Dot> suffix = new HashSet<>();
        CausalSuffix.of(headers(history), List.of()).forEach(header -> suffix.add(header.dot()));
        return RESOLVER.resolve(
                LAYOUT,
                history.stream().filter(change -> suffix.contains(change.dot())).toList());
    }

    private static List<CausalSuffix.Header> headers(List<VersionedChange> history) {
        return history.stream()
                .map(change -> new CausalSuffix.Header(change.dot(), change.past(), change.timestamp()))
                .toList();
    }

    /** What is needed no more goes; what is left says the same, if anything is left. */
    void prune(VersionVector floor) {
        kept.forEach((id, history) -> {
            Set<Dot> cut = new HashSet<>();
            CausalCut.of(headers(history), floor).forEach(header -> cut.add(header.dot()));
            history.removeIf(change -> cut.contains(change.dot()));
            if (!history.isEmpty()) {
                resolved(id);
            }
        });
    }

    /** What is left in the pruned log. */
    Set<Dot> keptDots() {
        return kept.values().stream()
                .flatMap(List::stream)
                .map(VersionedChange::dot)
                .collect(Collectors.toSet());
    }

    /** All rows. */
    Map<String, RowImage> rows() {
        return rows;
    }

    /** How many changes are in the pruned log. */
    int kept() {
        return size(kept);
    }

    /** How many there would be in a log that is never pruned. */
    int whole() {
        return size(whole);
    }

    private static int size(Map<String, List<VersionedChange>> history) {
        return history.values().stream().mapToInt(List::size).sum();
    }

    private static final class LastWriter implements ConflictResolver {
        @Override
        public String name() {
            return "last-writer";
        }

        @Override
        public Decision decide(Contest contest) {
            return Decision.forWrite(contest.latest(), contest, "the later change");
        }
    }
}
