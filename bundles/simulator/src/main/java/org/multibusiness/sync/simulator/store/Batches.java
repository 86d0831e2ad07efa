package org.multibusiness.sync.simulator.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.core.log.Lineage;

/** What is new in a batch, and what it does to which row. */
final class Batches {
    private Batches() {}

    static Map<RowKey, List<VersionedChange>> plan(List<ChangeTransaction> batch) {
        Map<RowKey, List<VersionedChange>> plan = new LinkedHashMap<>();
        for (ChangeTransaction from : batch) {
            for (RowChange change : from.changes()) {
                plan.computeIfAbsent(change.key(), key -> new ArrayList<>())
                        .add(new VersionedChange(
                                from.dot(), from.past(), from.timestamp(), change, Lineage.own(from.chain())));
            }
        }
        return plan;
    }

    static List<ChangeTransaction> unheld(List<ChangeTransaction> received, VersionVector vector) {
        List<ChangeTransaction> unheld = new ArrayList<>(received.size());
        VersionVector held = vector;
        for (ChangeTransaction transaction : received) {
            if (!held.covers(transaction.dot())) {
                if (!held.covers(transaction.past())) {
                    throw new IllegalArgumentException(transaction.dot() + " needs "
                            + transaction.past().entries() + ", held is " + held.entries());
                }
                held = held.advance(transaction.dot());
                unheld.add(transaction);
            }
        }
        return unheld;
    }
}
