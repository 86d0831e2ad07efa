package org.multibusiness.sync.storage.postgresql.apply;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.Contribution;

/** What rows become beyond what their own changes say: the changes of our own that go with a batch, and their records. */
final class Amendments {
    private final Map<RowRef, OwnTransaction.Change> changes = new LinkedHashMap<>();
    private final Map<String, Conflict> conflicts = new LinkedHashMap<>();
    private final Set<RowRef> judged = new LinkedHashSet<>();

    /** A row is to be what its own changes say, after all. */
    void restart(Collection<RowRef> rows) {
        rows.forEach(changes::remove);
    }

    /**
     * A row becomes something else.
     *
     * @param before what its changes say, unless it has been amended already; null: it is not there
     * @param after what it becomes; null: it goes
     */
    void amend(RowRef row, LocalTable table, @Nullable RowImage before, @Nullable RowImage after) {
        OwnTransaction.Change earlier = changes.get(row);
        changes.put(row, new OwnTransaction.Change(row, table, earlier == null ? before : earlier.before(), after));
    }

    /** What a row becomes, if it was amended. */
    Optional<OwnTransaction.Change> of(RowRef row) {
        return Optional.ofNullable(changes.get(row));
    }

    /** A decision was made about these rows: nobody may have changed them meanwhile. */
    void judged(Collection<RowRef> rows) {
        judged.addAll(rows);
    }

    void journal(Conflict conflict) {
        conflicts.merge(conflict.id(), conflict, (earlier, later) -> more(later, earlier));
    }

    private static Conflict more(Conflict later, Conflict earlier) {
        List<Contribution> sides = new ArrayList<>(later.contributions());
        earlier.contributions().stream().filter(side -> !sides.contains(side)).forEach(sides::add);
        return new Conflict(later.id(), later.kind(), later.key(), sides, later.decisions(), later.open());
    }

    /** The changes of our own. */
    List<OwnTransaction.Change> changes() {
        return changes.values().stream()
                .filter(change -> !Objects.equals(change.before(), change.after()))
                .toList();
    }

    List<Conflict> conflicts() {
        return List.copyOf(conflicts.values());
    }

    /** These rows and those that were decided upon. */
    List<RowRef> and(Collection<RowRef> written) {
        Set<RowRef> all = new LinkedHashSet<>(written);
        all.addAll(changes.keySet());
        all.addAll(judged);
        return new ArrayList<>(all);
    }
}
