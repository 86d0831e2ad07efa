package org.multibusiness.sync.simulator.shop;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;

/**
 * How columns are decided, as the configuration's line says it.
 *
 * @param columns the positions of the columns
 * @param policy the policy's name
 * @param arguments the positions of the columns that it looks at besides, or the nodes in order of priority
 */
public record Decider(List<Integer> columns, String policy, List<String> arguments) {
    /** Copies the lists. */
    public Decider {
        columns = List.copyOf(columns);
        arguments = List.copyOf(arguments);
    }

    /** Whether a change from one image to another wrote these columns. */
    public boolean wrote(@Nullable RowImage before, RowImage after) {
        return before == null || columns.stream().anyMatch(i -> !Objects.equals(before.value(i), after.value(i)));
    }

    /** What an image has in these columns. */
    public List<@Nullable String> values(RowImage image) {
        List<@Nullable String> values = new ArrayList<>(columns.size());
        columns.forEach(index -> values.add(image.value(index)));
        return values;
    }
}
