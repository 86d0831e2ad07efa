package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.apply.HeldPortion.HeldChange;
import org.multibusiness.sync.storage.postgresql.apply.HeldPortion.HeldTransaction;

/**
 * Which rows of a portion could go into their tables, as the catalogue is now.
 *
 * @param portion the portion
 * @param fitting the rows' tables
 * @param unfit what can't go anywhere, and why
 */
record HeldSelection(HeldPortion portion, Map<RowRef, LocalTable> fitting, List<Unfit> unfit) {

    /**
     * A change whose table does not fit.
     *
     * @param txn its transaction's key in the log
     * @param id its place there
     * @param reason why, for the operator
     */
    record Unfit(long txn, long id, String reason) {}

    /** Looks at the catalogue. The session's settings must be pinned. */
    static HeldSelection of(HeldPortion portion, Connection connection, Tables tables)
            throws SQLException, StorageException {
        Map<Integer, TableLayout> used = new HashMap<>();
        for (HeldTransaction transaction : portion.transactions()) {
            for (HeldChange change : transaction.changes()) {
                if (!used.containsKey(change.layoutId())) {
                    used.put(change.layoutId(), tables.layouts().layout(change.layoutId()));
                }
            }
        }
        Arrivals arrivals = tables.known().find(connection, Set.copyOf(used.values()));
        Map<RowRef, LocalTable> fitting = new LinkedHashMap<>();
        List<Unfit> unfit = new ArrayList<>();
        for (HeldTransaction transaction : portion.transactions()) {
            for (HeldChange change : transaction.changes()) {
                Arrival arrival = arrivals.of(Objects.requireNonNull(used.get(change.layoutId())));
                @Nullable LocalTable table = arrival.table();
                if (table == null) {
                    unfit.add(new Unfit(transaction.txn(), change.id(), arrival.refusal()));
                } else {
                    fitting.put(change.row(), table);
                }
            }
        }
        return new HeldSelection(portion, fitting, unfit);
    }

    /** The rows of a transaction that could go into their tables. */
    Set<RowRef> rows(HeldTransaction transaction) {
        Set<RowRef> rows = new LinkedHashSet<>();
        for (HeldChange change : transaction.changes()) {
            if (fitting.containsKey(change.row())) {
                rows.add(change.row());
            }
        }
        return rows;
    }
}
