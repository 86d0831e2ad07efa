package org.multibusiness.sync.api;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.Test;

public class NamesTest {
    private static final NodeId NODE = new NodeId("fbb213cb6067502f");

    @Test
    public void aDotReadsWhatItWrites() {
        for (Dot dot : List.of(
                new Dot(new OriginId(NODE, 1), 42), new Dot(new OriginId(NODE, Integer.MAX_VALUE), Long.MAX_VALUE))) {
            assertEquals(dot, Dot.parse(dot.toString()));
        }
        assertEquals("fbb213cb6067502f.1:42", new Dot(new OriginId(NODE, 1), 42).toString());
    }

    @Test
    public void anOriginReadsWhatItWrites() {
        OriginId origin = new OriginId(NODE, 7);

        assertEquals(origin, OriginId.parse(origin.toString()));
        assertEquals("fbb213cb6067502f.7", origin.toString());
    }

    @Test
    public void wrongFormsAreRefused() {
        for (String text : List.of(
                "",
                "x",
                "fbb213cb6067502f",
                "fbb213cb6067502f.1",
                "fbb213cb6067502f.1:",
                "fbb213cb6067502f.1:0",
                "fbb213cb6067502f.1:-1",
                "fbb213cb6067502f.1:9223372036854775808",
                "fbb213cb6067502f.0:1",
                "FBB213CB6067502F.1:1",
                "fbb213cb.1:1",
                "fbb213cb6067502f.1:1:1")) {
            assertThrows(text, IllegalArgumentException.class, () -> Dot.parse(text));
        }
        for (String text : List.of("", "fbb213cb6067502f", "fbb213cb6067502f.", "fbb213cb6067502f.1.1", ".1")) {
            assertThrows(text, IllegalArgumentException.class, () -> OriginId.parse(text));
        }
    }

    @Test
    public void aWrongNodeIdIsNamedInTheError() {
        for (String text :
                List.of("", "fbb213cb6067502", "fbb213cb6067502f0", "fbb213cb6067502g", "FBB213CB6067502F")) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new NodeId(text));
            assertTrue(e.toString(), e.toString().contains("'" + text + "'"));
        }
    }

    @Test
    public void dotsSortByNodeIncarnationAndNumber() {
        Dot least = new Dot(new OriginId(new NodeId("0000000000000001"), 9), 9);
        Dot firstIncarnation = new Dot(new OriginId(NODE, 2), 9);
        Dot secondIncarnation = new Dot(new OriginId(NODE, 10), 2);
        Dot next = new Dot(new OriginId(NODE, 10), 10);

        assertEquals(
                List.of(least, firstIncarnation, secondIncarnation, next),
                List.of(next, secondIncarnation, least, firstIncarnation).stream()
                        .sorted()
                        .toList());
    }

    @Test
    public void aTimestampKeepsMillisecondsAndCounter() {
        Instant wall = Instant.parse("2026-07-29T10:15:30.123Z");
        HybridTimestamp timestamp = HybridTimestamp.of(wall, 65_535);

        assertEquals(wall, timestamp.wall());
        assertEquals(65_535, timestamp.counter());
    }

    @Test
    public void timestampsSortByTimeThenCounter() {
        Instant wall = Instant.parse("2026-07-29T10:15:30.123Z");

        assertTrue(HybridTimestamp.ZERO.compareTo(HybridTimestamp.of(wall, 0)) < 0);
        assertTrue(HybridTimestamp.of(wall, 0).compareTo(HybridTimestamp.of(wall, 1)) < 0);
        assertTrue(HybridTimestamp.of(wall, 65_535).compareTo(HybridTimestamp.of(wall.plusMillis(1), 0)) < 0);
    }

    @Test
    public void negativeTimestampsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new HybridTimestamp(-1));
        assertThrows(
                IllegalArgumentException.class, () -> HybridTimestamp.of(Instant.parse("1969-12-31T23:59:59Z"), 0));
    }
}
