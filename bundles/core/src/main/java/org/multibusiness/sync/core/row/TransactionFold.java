package org.multibusiness.sync.core.row;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.change.TableLayout;

/**
 * Folds a transaction's captured changes into the net change of each row. A transaction is applied whole, so nobody may see
 * the steps in between; and the steps' recorded order can't be trusted: a user's AFTER ROW trigger runs before our statement
 * trigger, so its nested change of a row is recorded before the outer one. The images tell: each step leads from one image to
 * the next, so the row went from the image that no step leads to, to the image that no step leads from.
 */
public final class TransactionFold {
    private TransactionFold() {}

    /** The net changes, in the order in which the rows first appear; a row that ends as it began is left out. */
    public static List<RowChange> fold(List<RowChange> captured) {
        Map<RowKey, List<RowChange>> byRow = new LinkedHashMap<>();
        for (RowChange change : captured) {
            byRow.computeIfAbsent(change.key(), key -> new ArrayList<>(1)).add(change);
        }
        List<RowChange> net = new ArrayList<>(byRow.size());
        for (List<RowChange> steps : byRow.values()) {
            RowChange change = steps.size() == 1 ? steps.get(0) : net(steps);
            if (change != null && !Objects.equals(change.before(), change.after())) {
                net.add(change);
            }
        }
        return net;
    }

    private static @Nullable RowChange net(List<RowChange> steps) {
        TableLayout layout = steps.get(steps.size() - 1).layout();
        // How often a step leads from an image, minus how often one leads to it; absent rows count as an image too.
        Map<@Nullable RowImage, Integer> balance = new HashMap<>();
        for (RowChange step : steps) {
            balance.merge(project(step.before(), step, layout), 1, Integer::sum);
            balance.merge(project(step.after(), step, layout), -1, Integer::sum);
        }
        balance.values().removeIf(count -> count == 0);
        if (balance.isEmpty()) {
            return null;
        }
        @Nullable RowImage before = project(steps.get(0).before(), steps.get(0), layout);
        @Nullable RowImage after = steps.get(steps.size() - 1).after();
        if (balance.size() == 2 && balance.containsValue(1) && balance.containsValue(-1)) {
            for (Map.Entry<@Nullable RowImage, Integer> end : balance.entrySet()) {
                if (end.getValue() == 1) {
                    before = end.getKey();
                } else {
                    after = end.getKey();
                }
            }
        }
        return before == null && after == null ? null : change(layout, before, after);
    }

    private static @Nullable RowImage project(@Nullable RowImage image, RowChange step, TableLayout layout) {
        return image == null ? null : Projection.of(image, step.layout(), layout);
    }

    private static RowChange change(TableLayout layout, @Nullable RowImage before, @Nullable RowImage after) {
        Operation operation = before == null ? Operation.INSERT : after == null ? Operation.DELETE : Operation.UPDATE;
        return new RowChange(operation, layout, before, after);
    }
}
