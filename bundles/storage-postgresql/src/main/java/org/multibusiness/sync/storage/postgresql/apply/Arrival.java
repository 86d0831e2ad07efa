package org.multibusiness.sync.storage.postgresql.apply;

import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.storage.postgresql.sql.KeyText;

/** A received layout and where its rows go. Immutable. */
final class Arrival {
    private final int tableId;
    private final int layoutId;
    private final @Nullable LocalTable table;
    private final String refusal;
    private final int[] keyPositions;

    private Arrival(TableLayout received, int tableId, int layoutId, @Nullable LocalTable table, String refusal) {
        this.tableId = tableId;
        this.layoutId = layoutId;
        this.table = table;
        this.refusal = refusal;
        this.keyPositions = KeyText.positions(received);
    }

    /** Rows of this layout go into the table. */
    static Arrival at(LocalTable table, TableLayout received, int tableId, int layoutId) {
        return new Arrival(received, tableId, layoutId, table, "");
    }

    /** Rows of this layout have no place now; says why to the operator. */
    static Arrival nowhere(String refusal, TableLayout received, int tableId, int layoutId) {
        return new Arrival(received, tableId, layoutId, null, refusal);
    }

    /** The layout's number in the log. */
    int layoutId() {
        return layoutId;
    }

    /** The table here; null when the changes can't go there now. */
    @Nullable
    LocalTable table() {
        return table;
    }

    /** Why they can't; empty when they can. */
    String refusal() {
        return refusal;
    }

    /** Which row a received image is of. */
    RowRef row(RowImage image) {
        return new RowRef(tableId, KeyText.join(keyPositions, image));
    }
}
