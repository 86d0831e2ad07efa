package org.multibusiness.sync.storage.postgresql.apply;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.Resolution;
import org.multibusiness.sync.storage.postgresql.apply.RowWrite.Kind;
import org.multibusiness.sync.storage.postgresql.apply.Verdicts.Verdict;

/**
 * Says what a row with held changes becomes when some of them are let go: what resolution makes of all its logged changes but
 * those that stay held. Pure.
 */
final class HeldRows {
    private final Verdicts verdicts;
    private final Set<Dot> local;
    private final Map<RowRef, LocalTable> tables;
    private final Map<RowRef, List<VersionedChange>> logged;
    private final Map<RowRef, Set<Dot>> holding;
    private final Set<RowRef> corrected;

    /**
     * What becomes of a row.
     *
     * @param verdict what to write
     * @param correction a change of our own that tells the others; null when they have come to the same by themselves
     */
    record Release(Verdict verdict, @Nullable Correction correction) {}

    /**
     * A change of our own.
     *
     * @param row which row
     * @param table its table
     * @param before the row as all others have it; null when they don't
     * @param after the row as it has to be; null when it has to go
     */
    record Correction(
            RowRef row,
            LocalTable table,
            @Nullable RowImage before,
            @Nullable RowImage after) {}

    /**
     * Rows with held changes.
     *
     * @param local those of the logged transactions that were made here
     * @param tables the rows' tables
     * @param logged all logged changes from the held ones on
     * @param holding the transactions that have a held change of the row
     * @param corrected rows for which the others were told already
     */
    HeldRows(
            Verdicts verdicts,
            Set<Dot> local,
            Map<RowRef, LocalTable> tables,
            Map<RowRef, List<VersionedChange>> logged,
            Map<RowRef, Set<Dot>> holding,
            Set<RowRef> corrected) {
        this.verdicts = verdicts;
        this.local = local;
        this.tables = tables;
        this.logged = logged;
        this.holding = holding;
        this.corrected = corrected;
    }

    /** What the row becomes when what these transactions did to it is held no more. */
    Release released(RowRef row, Set<Dot> free) {
        LocalTable table = Objects.requireNonNull(tables.get(row));
        Set<Dot> letGo = new HashSet<>(holding.getOrDefault(row, Set.of()));
        Set<Dot> stays = new HashSet<>(letGo);
        letGo.retainAll(free);
        stays.removeAll(free);
        List<VersionedChange> known = logged.getOrDefault(row, List.of()).stream()
                .filter(change -> !stays.contains(change.dot()))
                .toList();
        Resolution everywhere = verdicts.resolve(table, known);
        List<VersionedChange> honest = Overtaken.corrected(known, letGo, local);
        if (corrected.contains(row) || honest.equals(known)) {
            return new Release(verdict(row, table, known, everywhere), null);
        }
        Resolution here = verdicts.resolve(table, honest);
        return Objects.equals(here.row(), everywhere.row())
                ? new Release(verdict(row, table, known, here), null)
                : new Release(
                        verdict(row, table, known, here), new Correction(row, table, everywhere.row(), here.row()));
    }

    /** Rows of a portion that need a change of our own before anything of it can be let go. */
    List<Release> corrections(HeldProgress progress, HeldPortion portion) {
        Set<Dot> all = new HashSet<>();
        portion.transactions().forEach(transaction -> all.add(transaction.dot()));
        return tables.keySet().stream()
                .filter(row -> !progress.stuck().contains(row))
                .map(row -> released(row, all))
                .filter(release -> release.correction() != null)
                .toList();
    }

    private Verdict verdict(RowRef row, LocalTable table, List<VersionedChange> known, Resolution resolution) {
        RowImage image = resolution.row();
        RowWrite write = image == null
                ? new RowWrite(table, Kind.REMOVE, anyImage(table, known))
                : RowWrite.settled(table, image);
        return new Verdict(row, write, List.of(), resolution.conflicts(), resolution.fallback());
    }

    /** For each row an image that has its key. */
    List<RowWrite> lastKnown() {
        List<RowWrite> images = new ArrayList<>();
        tables.forEach((row, table) -> Optional.ofNullable(logged.get(row))
                .filter(known -> !known.isEmpty())
                .ifPresent(known -> images.add(new RowWrite(table, Kind.REMOVE, anyImage(table, known)))));
        return images;
    }

    private static RowImage anyImage(LocalTable table, List<VersionedChange> known) {
        VersionedChange change = known.get(0);
        RowImage image = Objects.requireNonNull(
                change.change().after() != null
                        ? change.change().after()
                        : change.change().before());
        return table.image(image, change.change().layout());
    }
}
