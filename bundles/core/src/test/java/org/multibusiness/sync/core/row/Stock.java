package org.multibusiness.sync.core.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;

/** The table of the tests: a key of two columns, three plain columns and, at some branches, a generated one. */
final class Stock {
    static final TableName TABLE = new TableName("public", "Stock");
    static final List<String> PLAIN = List.of("name", "place", "price");
    static final TableLayout LAYOUT =
            new TableLayout(TABLE, List.of(key("shop"), key("item"), plain("name"), plain("place"), plain("price")));

    private Stock() {}

    private static ColumnLayout key(String name) {
        return new ColumnLayout(name, "text", true, false);
    }

    private static ColumnLayout plain(String name) {
        return new ColumnLayout(name, "text", false, false);
    }

    /** The same table as another branch has it: columns in another order, perhaps with a generated one. */
    static TableLayout layout(Random random) {
        List<ColumnLayout> columns = new ArrayList<>(LAYOUT.columns());
        if (random.nextBoolean()) {
            columns.add(new ColumnLayout("label", "text", false, true));
        }
        Collections.shuffle(columns, random);
        return new TableLayout(TABLE, columns);
    }

    /** The row of item (north, tea) under a layout. */
    static RowImage row(TableLayout layout, Map<String, @Nullable String> plain) {
        List<@Nullable String> values = new ArrayList<>();
        for (ColumnLayout column : layout.columns()) {
            values.add(
                    switch (column.name()) {
                        case "shop" -> "north";
                        case "item" -> "tea";
                        case "label" -> "generated of " + plain.get("name");
                        default -> plain.get(column.name());
                    });
        }
        return new RowImage(values);
    }

    static RowImage row(@Nullable String name, @Nullable String place, @Nullable String price) {
        return new RowImage(Arrays.asList("north", "tea", name, place, price));
    }

    /** The plain values by name, nulls included. */
    static Map<String, @Nullable String> plain(TableLayout layout, RowImage row) {
        Map<String, @Nullable String> plain = new TreeMap<>();
        PLAIN.forEach(column -> plain.put(column, row.value(layout.indexOf(column))));
        return plain;
    }

    /** The plain values by name; null when there is no row. */
    static @Nullable Map<String, @Nullable String> plainOrNull(TableLayout layout, @Nullable RowImage row) {
        return row == null ? null : plain(layout, row);
    }

    static RowChange change(TableLayout layout, @Nullable RowImage before, @Nullable RowImage after) {
        Operation operation = before == null ? Operation.INSERT : after == null ? Operation.DELETE : Operation.UPDATE;
        return new RowChange(operation, layout, before, after);
    }

    static boolean wrote(RowChange change, String column) {
        RowImage before = change.before();
        RowImage after = change.after();
        int index = change.layout().indexOf(column);
        return after != null && (before == null || !Objects.equals(before.value(index), after.value(index)));
    }

    static @Nullable String before(RowChange change, String column) {
        RowImage before = change.before();
        return before == null ? null : before.value(change.layout().indexOf(column));
    }

    static @Nullable String after(RowChange change, String column) {
        RowImage after = change.after();
        return after == null ? null : after.value(change.layout().indexOf(column));
    }
}
