package org.multibusiness.sync.core.wire;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;

/**
 * What PostgreSQL can't keep, from a peer that was let in: applying it would fail again and again, and nothing else would be
 * applied any more. So it is no message at all.
 */
public class PoisonTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    public void zeroBytesInNamesAndValues() {
        assertRefused("zero byte", transactions("it\0em", "name", "tea", NOON, ""));
        assertRefused("zero byte", transactions("item", "na\0me", "tea", NOON, ""));
        assertRefused("zero byte", transactions("item", "name", "te\0a", NOON, ""));
        assertRefused("zero byte", transactions("item", "name", "tea", NOON, "\0"));
    }

    @Test
    public void namesThatFitIntoNoIndex() {
        assertRefused("256", transactions("x".repeat(257), "name", "tea", NOON, ""));
        assertRefused("256", transactions("item", "x".repeat(100_000), "tea", NOON, ""));
    }

    @Test
    public void datesThatNoDatabaseKnows() {
        assertRefused("clock", transactions("item", "name", "tea", NOON.plus(9_000 * 365L, ChronoUnit.DAYS), ""));
        assertRefused("clock", transactions("item", "name", "tea", NOON.minus(3_000 * 365L, ChronoUnit.DAYS), ""));
    }

    @Test
    public void whatIsUnusualAndFitsIsRead() throws Exception {
        Message message = transactions(
                "x".repeat(256), "\u0001\"'; --", "\u001b[2J\r\n", Instant.parse("9999-12-31T23:59:59Z"), "");

        assertEquals(message, MessageCodec.decode(MessageCodec.encode(message)));
    }

    private static void assertRefused(String because, Message message) {
        byte[] bytes = MessageCodec.encode(message);
        String words = assertThrows(MalformedMessageException.class, () -> MessageCodec.decode(bytes))
                .getMessage();
        assertThat(words, containsString(because));
    }

    private static Message transactions(String table, String column, String value, Instant at, String chain) {
        TableLayout layout = new TableLayout(
                new TableName("public", table),
                List.of(
                        new ColumnLayout("id", "integer", true, false),
                        new ColumnLayout(column, "text", false, false)));
        RowChange insert = new RowChange(Operation.INSERT, layout, null, new RowImage(List.of("1", value)));
        return new Message.Transactions(
                1,
                List.of(new ChangeTransaction(
                        Dot.parse("00000000000000aa.1:1"),
                        VersionVector.EMPTY,
                        new HybridTimestamp(1),
                        at,
                        chain,
                        List.of(insert))));
    }
}
