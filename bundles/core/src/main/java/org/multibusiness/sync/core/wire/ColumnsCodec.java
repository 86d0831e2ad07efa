package org.multibusiness.sync.core.wire;

import java.util.ArrayList;
import java.util.List;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.TableLayout;

/** Columns of tables, to bytes and back; and how many of them one message may hold, so that a peer can't fill our memory. */
final class ColumnsCodec {
    private static final int MOST_TABLES = 32;
    private static final int MOST_COLUMNS = 2_000;

    /** Names have 63 bytes in PostgreSQL as it is delivered; a type can be a schema's, a type's name and its modifiers. */
    private static final int MOST_CHARACTERS = 256;

    /** For people. */
    static final String LIMITS = MOST_TABLES + " tables of " + MOST_COLUMNS + " columns in all, with names of "
            + MOST_CHARACTERS + " characters";

    /** Two texts, a count, and a column of two texts and its flags. */
    private static final int LEAST_BYTES = 6;

    private ColumnsCodec() {}

    /** Whether a message may hold all of these. */
    static boolean fits(List<TableLayout> tables) {
        return limited(tables).size() == tables.size();
    }

    /** As many of these tables, in their order, as a message may hold; one that is too large is left out. */
    static List<TableLayout> limited(List<TableLayout> tables) {
        List<TableLayout> taken = new ArrayList<>();
        int columns = 0;
        for (TableLayout table : tables) {
            int more = table.columns().size();
            if (taken.size() < MOST_TABLES && columns + more <= MOST_COLUMNS && isShort(table)) {
                taken.add(table);
                columns += more;
            }
        }
        return taken;
    }

    private static boolean isShort(TableLayout table) {
        return isShort(table.table().schema())
                && isShort(table.table().name())
                && table.columns().stream().allMatch(ColumnsCodec::isShort);
    }

    private static boolean isShort(ColumnLayout column) {
        return isShort(column.name()) && isShort(column.type());
    }

    private static boolean isShort(String text) {
        return text.length() <= MOST_CHARACTERS;
    }

    static void write(WireWriter out, List<TableLayout> tables) {
        out.writeLong(tables.size());
        tables.forEach(table -> TransactionsCodec.layout(out, table));
    }

    static List<TableLayout> read(WireReader in) throws MalformedMessageException {
        int count = in.readCount(LEAST_BYTES);
        if (count > MOST_TABLES) {
            throw new MalformedMessageException(count + " tables where at most " + MOST_TABLES + " may be");
        }
        List<TableLayout> tables = new ArrayList<>(count);
        int left = MOST_COLUMNS;
        for (int i = 0; i < count; i++) {
            TableLayout table = TransactionsCodec.layout(in, left);
            left -= table.columns().size();
            tables.add(table);
        }
        return tables;
    }
}
