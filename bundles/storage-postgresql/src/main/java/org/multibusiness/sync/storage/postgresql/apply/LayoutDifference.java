package org.multibusiness.sync.storage.postgresql.apply;

import java.util.ArrayList;
import java.util.List;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.TableLayout;

/** Says to an operator how a table differs from the one that a change was made in. Pure. */
final class LayoutDifference {
    private LayoutDifference() {}

    static String of(TableLayout here, TableLayout there) {
        List<String> differences = new ArrayList<>();
        for (ColumnLayout column : there.columns()) {
            if (!column.generated()) {
                compare(here, column, differences);
            }
        }
        for (ColumnLayout column : here.columns()) {
            if (!column.generated() && lacks(there, column.name())) {
                differences.add("column " + column.name() + " (" + column.type() + ") is only here");
            }
        }
        return here.table() + " differs here: " + String.join("; ", differences)
                + ". Make the columns the same on both sides; the changes kept until then are applied on their own";
    }

    private static void compare(TableLayout here, ColumnLayout there, List<String> differences) {
        if (lacks(here, there.name())) {
            differences.add("column " + there.name() + " (" + there.type() + ") is missing here");
            return;
        }
        ColumnLayout ours = here.columns().get(here.indexOf(there.name()));
        if (!ours.type().equals(there.type())) {
            differences.add("column " + there.name() + " is " + ours.type() + " here and " + there.type() + " there");
        }
        if (ours.key() != there.key()) {
            differences.add(
                    "column " + there.name() + " is part of the primary key only " + (ours.key() ? "here" : "there"));
        }
    }

    private static boolean lacks(TableLayout layout, String name) {
        int index = layout.indexOf(name);
        return index < 0 || layout.columns().get(index).generated();
    }
}
