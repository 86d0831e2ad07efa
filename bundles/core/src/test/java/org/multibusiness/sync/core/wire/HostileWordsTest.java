package org.multibusiness.sync.core.wire;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.schema.SchemaVersion;

/** What a peer that was let in writes into its messages for people to read: it must not write lines of our log or move a cursor. */
public class HostileWordsTest {
    private static final String EVIL = "till\r\n2026-11-28 ERROR all is lost\u001b[2J\u009b31m\u202e\u2028end";
    private static final String HARMLESS = "till??2026-11-28 ERROR all is lost?[2J?31m??end";

    @Test
    public void linesAndTerminalEscapesInANodeNameAndVersion() throws Exception {
        Message.Hello hello = (Message.Hello) MessageCodec.decode(hello(EVIL, "1.0\n"));

        assertEquals(HARMLESS, hello.name());
        assertEquals("1.0?", hello.version());
    }

    @Test
    public void aNodeNameOfAMegabyte() throws Exception {
        Message.Hello hello = (Message.Hello) MessageCodec.decode(hello("x".repeat(1 << 20), ""));

        assertEquals("x".repeat(128), hello.name());
    }

    @Test
    public void linesAndTerminalEscapesInAGoodbye() throws Exception {
        byte[] bytes = new WireWriter().writeByte(7).writeText(EVIL).toBytes();

        assertEquals(HARMLESS, ((Message.Goodbye) MessageCodec.decode(bytes)).reason());
    }

    @Test
    public void linesAndTerminalEscapesInWhatIsQuotedWhenAMessageIsRefused() {
        byte[] bytes = hello("till", "1.0", EVIL + "9".repeat(10_000));

        String words = String.valueOf(assertThrows(MalformedMessageException.class, () -> MessageCodec.decode(bytes))
                .getMessage());

        assertTrue(words, words.contains(HARMLESS));
        assertFalse(words, words.chars().anyMatch(Character::isISOControl));
        assertThat(words.length(), lessThan(310));
    }

    private static byte[] hello(String name, String version) {
        return hello(name, version, "00000000000000aa");
    }

    /** Written by hand: our own record would make it harmless. */
    private static byte[] hello(String name, String version, String node) {
        WireWriter out = new WireWriter();
        out.writeByte(1).writeLong(MessageCodec.PROTOCOL).writeText(node).writeText(name);
        out.writeLong(1).writeText("00000000000000aa.1").writeText(version);
        // No capabilities, no tables, the clock, nothing held, no rules, no branches.
        return out.writeLong(0)
                .writeLong(0)
                .writeLong(0)
                .writeLong(0)
                .writeText("")
                .writeLong(0)
                .toBytes();
    }

    @Test
    public void whatIsWrittenByHandHereIsAHello() throws Exception {
        OriginId origin = OriginId.parse("00000000000000aa.1");
        Message.Hello plain = new Message.Hello(
                MessageCodec.PROTOCOL,
                new NodeId("00000000000000aa"),
                "till",
                1,
                origin,
                "1.0",
                List.of(),
                SchemaVersion.EMPTY,
                Instant.EPOCH,
                VersionVector.EMPTY,
                "",
                Set.of());

        assertEquals(plain, MessageCodec.decode(hello("till", "1.0")));
    }
}
