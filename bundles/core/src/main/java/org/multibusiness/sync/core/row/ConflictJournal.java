package org.multibusiness.sync.core.row;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.AliveRule;
import org.multibusiness.sync.api.conflict.ColumnWrite;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.Decided;
import org.multibusiness.sync.api.conflict.Decision;

/**
 * Collects what was lost while a row was resolved, pair by pair: two changes that met, and what was decided between the two.
 * A pair's record depends on the pair alone, so all nodes write the same one under the same id, whatever else they know.
 */
final class ConflictJournal {
    private final TableLayout layout;
    private final List<DecidedColumns> columns;
    private final Map<List<VersionedChange>, Entry> pairs = new LinkedHashMap<>();

    /** What is known of a pair. */
    private static final class Entry {
        final List<Decided> decisions = new ArrayList<>(1);
        boolean open;
    }

    ConflictJournal(TableLayout layout, List<DecidedColumns> columns) {
        this.layout = layout;
        this.columns = columns;
    }

    /** Notes each pair of writes that met in some column and of which one lost a value; none did when all wrote the same. */
    void met(List<ColumnWrite> rivals) {
        if (rivals.stream().map(ColumnWrite::values).distinct().count() < 2) {
            return;
        }
        for (int i = 0; i < rivals.size(); i++) {
            for (int j = i + 1; j < rivals.size(); j++) {
                pairs.computeIfAbsent(pair(rivals.get(i).change(), rivals.get(j).change()), this::between);
            }
        }
    }

    /** Notes the baselines among writes that met real changes: those gave way. */
    void yielded(List<ColumnWrite> met) {
        if (met.stream().anyMatch(ColumnWrite::isBaseline)) {
            met(met);
        }
    }

    /** What is decided between two changes, for every column that both wrote. */
    private Entry between(List<VersionedChange> pair) {
        Entry entry = new Entry();
        for (DecidedColumns decided : columns) {
            if (decided.wrote(pair.get(0)) && decided.wrote(pair.get(1))) {
                Decision decision = decided.decide(pair.stream()
                        .map(change -> decided.write(change, false))
                        .toList());
                if (!decision.rivals().isEmpty()) {
                    note(entry, decided, pair, decision);
                }
            }
        }
        return entry;
    }

    private void note(Entry entry, DecidedColumns decided, List<VersionedChange> pair, Decision decision) {
        for (int i = 0; i < decided.indexes().size(); i++) {
            int index = decided.indexes().get(i);
            @Nullable String value = decision.values().get(i);
            if (lost(pair.get(0), pair.get(1), index, value) || lost(pair.get(1), pair.get(0), index, value)) {
                entry.decisions.add(new Decided(
                        layout.columns().get(index).name(), decided.policy().name(), value, decision.reason()));
                entry.open |= decision.open();
            }
        }
    }

    /** A value is lost when the outcome is another one and the other side had not knowingly replaced this very value. */
    private static boolean lost(VersionedChange loser, VersionedChange other, int index, @Nullable String outcome) {
        @Nullable String value = RowResolver.after(loser).value(index);
        RowImage replaced = other.change().before();
        return !Objects.equals(value, outcome) && (replaced == null || !Objects.equals(value, replaced.value(index)));
    }

    /** Notes each deletion and change that did not know of each other, unless what lost was overridden knowingly. */
    void deletions(AliveRule rule, Survival survival) {
        VersionVector superseded = Survival.seenBy(survival.writes());
        VersionVector seenByLive = Survival.seenBy(survival.live());
        for (VersionedChange delete : survival.deletes()) {
            for (VersionedChange write : survival.live()) {
                if (!seenByLive.covers(write.dot()) && !write.saw(delete)) {
                    note(delete, write, rule, "kept");
                }
            }
            for (VersionedChange write : survival.writes()) {
                if (survival.lost().containsKey(write.dot())
                        && !superseded.covers(write.dot())
                        && Survival.beats(rule, delete, write)) {
                    note(delete, write, rule, "deleted");
                }
            }
        }
    }

    private void note(VersionedChange delete, VersionedChange write, AliveRule rule, String outcome) {
        String met = "node " + delete.dot().origin().node() + " deleted the row, and node "
                + write.dot().origin().node() + " changed it without having seen the deletion; ";
        String why = switch (rule) {
            case UPDATE_WINS -> "a deletion removes only what it saw";
            case DELETE_WINS -> "in this table a deletion wins";
            case LAST_WRITER -> "in this table the later of the two wins";
        };
        pairs.computeIfAbsent(pair(delete, write), p -> new Entry())
                .decisions
                .add(new Decided("*", rule.text(), outcome, met + why));
    }

    private static List<VersionedChange> pair(VersionedChange a, VersionedChange b) {
        return VersionedChange.TOTAL_ORDER.compare(a, b) <= 0 ? List.of(a, b) : List.of(b, a);
    }

    List<Conflict> conflicts() {
        List<Conflict> conflicts = new ArrayList<>(pairs.size());
        pairs.forEach((pair, entry) -> {
            if (!entry.decisions.isEmpty()) {
                conflicts.add(new Conflict(
                        ConflictRecords.id(pair.get(0), pair.get(1)),
                        kind(pair),
                        pair.get(0).change().key(),
                        pair.stream().map(ConflictRecords::contribution).toList(),
                        entry.decisions,
                        entry.open));
            }
        });
        return conflicts;
    }

    private static ConflictKind kind(List<VersionedChange> pair) {
        if (pair.stream().anyMatch(c -> c.change().operation() == Operation.DELETE)) {
            return ConflictKind.UPDATE_DELETE;
        }
        boolean bothNew = pair.stream().allMatch(c -> c.change().operation() == Operation.INSERT);
        return bothNew ? ConflictKind.INSERT_INSERT : ConflictKind.UPDATE_UPDATE;
    }
}
