package org.multibusiness.sync.core.wire;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.Test;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;

/** What a peer may show of its tables is bounded, when it is sent and when it is read. */
public class ColumnsTest {
    @Test
    public void noMoreTablesAreSentThanAPeerTakes() {
        assertEquals(32, Message.Columns.of(tables(40, 2, 5)).tables().size());
    }

    @Test
    public void noMoreColumnsAreSentThanAPeerTakes() {
        assertEquals(3, Message.Columns.of(tables(10, 600, 5)).tables().size());
    }

    @Test
    public void aTableWithAnEndlessNameIsLeftOut() {
        List<TableLayout> tables = new ArrayList<>(tables(1, 2, 300));
        tables.addAll(tables(1, 2, 256));

        assertEquals(tables.subList(1, 2), Message.Columns.of(tables).tables());
    }

    @Test
    public void whatIsBeyondTheLimitsIsMalformed() {
        for (List<TableLayout> tooMuch : List.of(tables(33, 1, 5), tables(1, 2_001, 5), tables(1, 2, 257))) {
            WireWriter out = new WireWriter();
            out.writeByte(14);
            ColumnsCodec.write(out, tooMuch);
            byte[] bytes = out.toBytes();

            assertThrows(MalformedMessageException.class, () -> MessageCodec.decode(bytes));
        }
    }

    @Test
    public void columnsBeyondTheLimitAreNotEvenRead() {
        WireWriter out = new WireWriter();
        out.writeByte(14);
        ColumnsCodec.write(out, tables(2, 1_001, 5));
        byte[] bytes = out.toBytes();

        MalformedMessageException refused =
                assertThrows(MalformedMessageException.class, () -> MessageCodec.decode(bytes));
        assertEquals("1001 columns where at most 999 may be", refused.getMessage());
    }

    @Test
    public void whatIsWithinTheLimitsComesThrough() throws Exception {
        Message.Columns columns = new Message.Columns(tables(32, 62, 256));

        assertEquals(columns, MessageCodec.decode(MessageCodec.encode(columns)));
    }

    private static List<TableLayout> tables(int count, int columns, int nameLength) {
        List<ColumnLayout> each =
                new ArrayList<>(Collections.nCopies(columns - 1, column("c".repeat(nameLength), false)));
        each.add(column("id", true));
        List<TableLayout> tables = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tables.add(new TableLayout(new TableName("public", "t" + i), each));
        }
        return tables;
    }

    private static ColumnLayout column(String name, boolean key) {
        return new ColumnLayout(name, "text", key, false);
    }
}
