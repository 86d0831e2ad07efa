package org.multibusiness.sync.core.wire;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.core.seeded.Seeds;

public class MessageCodecTest {
    private static final TableLayout LAYOUT = new TableLayout(
            new TableName("public", "t"),
            List.of(new ColumnLayout("id", "integer", true, false), new ColumnLayout("note", "text", false, false)));

    @Test
    public void everyMessageComesBackAsItWas() {
        Seeds.each(600, getClass(), random -> {
            for (int kind = 0; kind < Messages.KINDS; kind++) {
                Message message = new Messages(random).of(kind);
                assertEquals(message, MessageCodec.decode(MessageCodec.encode(message)));
            }
        });
    }

    @Test
    public void oneMessageHasOneForm() {
        Seeds.each(200, getClass(), random -> {
            for (int kind = 0; kind < Messages.KINDS; kind++) {
                Message message = new Messages(random).of(kind);
                byte[] bytes = MessageCodec.encode(message);
                assertArrayEquals(bytes, MessageCodec.encode(MessageCodec.decode(bytes)));
            }
        });
    }

    @Test
    public void nullAndEmptyStayApart() throws MalformedMessageException {
        Message.Transactions message = update(Arrays.asList("1", ""), Arrays.asList("1", null));

        assertEquals(message, MessageCodec.decode(MessageCodec.encode(message)));
    }

    @Test
    public void anUnchangedValueTravelsOnce() {
        String large = "x".repeat(100_000);

        byte[] bytes = MessageCodec.encode(update(Arrays.asList("1", large), Arrays.asList("1", large)));

        assertTrue(bytes.length + " bytes", bytes.length < 100_500);
    }

    @Test
    public void aLayoutTravelsOncePerMessage() {
        RowChange change = new RowChange(Operation.DELETE, LAYOUT, new RowImage(Arrays.asList("1", null)), null);
        RowChange[] many = new RowChange[1000];
        Arrays.fill(many, change);

        byte[] bytes = MessageCodec.encode(transactions(List.of(many)));

        assertTrue(bytes.length + " bytes", bytes.length < 6_000);
    }

    @Test
    public void timesFarAwayDoNotStopTheEncoder() throws MalformedMessageException {
        for (Instant at : List.of(
                Instant.parse("0001-01-01T00:00:00.000001Z"),
                Instant.parse("1969-12-31T23:59:59.999999Z"),
                Instant.parse("9999-12-31T23:59:59.999999Z"))) {
            Message.Transactions message = new Message.Transactions(1, List.of(transaction(List.of(), at)));

            assertEquals(message, MessageCodec.decode(MessageCodec.encode(message)));
        }
    }

    @Test
    public void anUnknownKindIsNamed() {
        MalformedMessageException e =
                assertThrows(MalformedMessageException.class, () -> MessageCodec.decode(new byte[] {99}));

        assertTrue(e.toString(), e.toString().contains("99"));
    }

    @Test
    public void nothingAtAllIsMalformed() {
        assertThrows(MalformedMessageException.class, () -> MessageCodec.decode(new byte[0]));
    }

    @Test
    public void bytesTooManyAreMalformed() {
        byte[] bytes = MessageCodec.encode(new Message.Goodbye("bye"));

        assertThrows(
                MalformedMessageException.class, () -> MessageCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)));
    }

    @Test
    public void aRowWithoutKeyIsMalformed() {
        Message message = transactions(
                List.of(new RowChange(Operation.INSERT, LAYOUT, null, new RowImage(Arrays.asList(null, "x")))));

        assertThrows(MalformedMessageException.class, () -> MessageCodec.decode(MessageCodec.encode(message)));
    }

    @Test
    public void anUpdateThatChangesTheKeyIsMalformed() {
        byte[] bytes = MessageCodec.encode(update(Arrays.asList("1", "x"), Arrays.asList("2", "x")));

        assertThrows(MalformedMessageException.class, () -> MessageCodec.decode(bytes));
    }

    @Test
    public void aValueThatRefersToAnImageThatIsNotThereIsMalformed() {
        RowChange insertion = new RowChange(Operation.INSERT, LAYOUT, null, new RowImage(Arrays.asList("1", null)));
        byte[] bytes = MessageCodec.encode(transactions(List.of(insertion)));
        bytes[bytes.length - 1] = 1;

        assertThrows(MalformedMessageException.class, () -> MessageCodec.decode(bytes));
    }

    @Test
    public void anErrorDoesNotRepeatPagesOfWhatThePeerSent() {
        WireWriter out = new WireWriter();
        out.writeByte(1).writeLong(1).writeText("no node id ".repeat(100_000));

        MalformedMessageException e =
                assertThrows(MalformedMessageException.class, () -> MessageCodec.decode(out.toBytes()));

        assertTrue(e.toString().length() + " characters", e.toString().length() < 500);
    }

    private static Message.Transactions update(List<@Nullable String> before, List<@Nullable String> after) {
        return transactions(
                List.of(new RowChange(Operation.UPDATE, LAYOUT, new RowImage(before), new RowImage(after))));
    }

    private static Message.Transactions transactions(List<RowChange> changes) {
        return new Message.Transactions(1, List.of(transaction(changes, Instant.parse("2026-07-29T12:00:00.000001Z"))));
    }

    private static ChangeTransaction transaction(List<RowChange> changes, Instant at) {
        Dot dot = new Dot(new OriginId(new NodeId("aaaaaaaaaaaaaaaa"), 1), 1);
        return new ChangeTransaction(dot, VersionVector.EMPTY, new HybridTimestamp(1), at, "c", changes);
    }
}
