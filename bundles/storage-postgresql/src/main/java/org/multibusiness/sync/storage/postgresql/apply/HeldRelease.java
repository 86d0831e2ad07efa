package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.api.storage.LogHead;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.apply.HeldPortion.HeldTransaction;
import org.multibusiness.sync.storage.postgresql.apply.HeldRows.Release;
import org.multibusiness.sync.storage.postgresql.apply.Verdicts.Verdict;

/**
 * One try to bring a portion of the held row changes into the tables. First all transactions at once; when the database does
 * not take that, one after the other, and whoever touches a row of one that stays, stays too.
 */
final class HeldRelease {
    private final Attempt attempt;
    private final Tables tables;
    private final RowResolution resolution;
    private final Settlement settlement;
    private final Effects effects;
    private final List<Verdict> written = new ArrayList<>();
    private final Map<HeldTransaction, Refusal> refused = new LinkedHashMap<>();
    private final Set<Dot> free = new HashSet<>();
    private final Set<RowRef> stuck;

    HeldRelease(Attempt attempt, Tables tables, RowResolution resolution, Set<RowRef> stuck, VersionVector held) {
        this.attempt = attempt;
        this.tables = tables;
        this.resolution = resolution;
        this.settlement = new Settlement(
                attempt, tables, new KnownChanges(attempt.connection(), tables.layouts(), held, List.of()), resolution);
        this.effects = new Effects(attempt.connection(), tables, settlement.clashes()::settle);
        this.stuck = new HashSet<>(stuck);
    }

    /** Tries the next portion; empty when a local transaction got in between. */
    Optional<HeldProgress> next(HeldProgress progress) throws SQLException, StorageException {
        Connection connection = attempt.connection();
        HeldPortion portion = HeldPortion.after(connection, progress.position());
        if (portion.transactions().isEmpty()) {
            return Optional.of(progress.end());
        }
        HeldSelection selection = HeldSelection.of(portion, connection, tables);
        ApplySession.work(connection, selection.fitting().size());
        HeldRows rows = rows(selection, progress);
        List<Release> corrections = rows.corrections(progress, portion);
        if (!corrections.isEmpty()) {
            return new Corrections(attempt, tables).write(corrections, progress);
        }
        if (attempt.again()) {
            attempt.lockFirst(tables.writers(), rows.lastKnown());
            rows = rows(selection, progress);
        }
        write(selection, rows);
        Optional<LogHead> head = attempt.numberBehindLocks(
                settlement.amendments().and(written.stream().map(Verdict::row).toList()));
        if (head.isEmpty()) {
            return Optional.empty();
        }
        settlement.log(new ApplyOutcome(head.get(), 0, 0, 0));
        return Optional.of(settle(selection, progress));
    }

    private HeldRows rows(HeldSelection selection, HeldProgress progress) throws SQLException, StorageException {
        Connection connection = attempt.connection();
        Set<RowRef> fitting = selection.fitting().keySet();
        VersionVector seenByAll = selection.portion().transactions().stream()
                .map(HeldTransaction::past)
                .reduce(VersionVector::meet)
                .orElse(VersionVector.EMPTY);
        Map<RowRef, List<VersionedChange>> logged =
                new MetRows(connection, tables.layouts(), attempt.vector()).since(fitting, seenByAll);
        Map<RowRef, Set<Dot>> holding = HeldPortion.holding(connection, fitting);
        return new HeldRows(
                new Verdicts(resolution, Map.of()),
                LocalTransactions.of(connection, attempt.own(), logged.values()),
                selection.fitting(),
                logged,
                holding,
                progress.corrected());
    }

    private void write(HeldSelection selection, HeldRows rows) throws SQLException, StorageException {
        List<HeldTransaction> transactions = selection.portion().transactions();
        if (stuck.isEmpty()) {
            transactions.forEach(transaction -> free.add(transaction.dot()));
            Effects.Written all = effects.atOnce(selection.fitting().keySet().stream()
                    .map(row -> rows.released(row, free).verdict())
                    .toList());
            if (all.failure() == null) {
                written.addAll(all.verdicts());
                return;
            }
            free.clear();
        }
        for (HeldTransaction transaction : transactions) {
            writeOne(transaction, selection.rows(transaction), rows);
        }
    }

    private void writeOne(HeldTransaction transaction, Set<RowRef> its, HeldRows rows)
            throws SQLException, StorageException {
        if (its.stream().anyMatch(stuck::contains)) {
            stuck.addAll(its);
            return;
        }
        free.add(transaction.dot());
        Effects.Written release = effects.anyWay(
                its.stream().map(row -> rows.released(row, free).verdict()).toList());
        if (release.failure() == null) {
            written.addAll(release.verdicts());
        } else {
            free.remove(transaction.dot());
            stuck.addAll(its);
            refused.put(transaction, Refusal.of(release.failure()));
        }
    }

    private HeldProgress settle(HeldSelection selection, HeldProgress progress) throws SQLException {
        HeldChanges held = new HeldChanges(attempt.connection());
        int released = 0;
        for (HeldTransaction transaction : selection.portion().transactions()) {
            if (free.contains(transaction.dot())) {
                released += held.remove(transaction.txn(), selection.rows(transaction));
            }
        }
        for (Map.Entry<HeldTransaction, Refusal> entry : refused.entrySet()) {
            held.refused(entry.getKey().txn(), selection.rows(entry.getKey()), entry.getValue());
        }
        held.unfit(selection.unfit());
        int conflicts = Journal.add(
                attempt.connection(),
                written.stream()
                        .flatMap(verdict -> verdict.conflicts().stream())
                        .toList());
        return progress.behind(selection.portion().last(), stuck, released, conflicts);
    }
}
