package org.multibusiness.sync.conflict;

import static org.junit.Assert.assertEquals;
import static org.multibusiness.sync.conflict.Story.row;

import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.multibusiness.sync.api.conflict.ConflictResolver;

public class PreferenceTest {
    private static @Nullable String of(
            ConflictResolver policy, String type, @Nullable String first, @Nullable String second) {
        return new Story(policy, type)
                .change('a', null, row("before"))
                .exchange('a', 'b')
                .change('a', row("before"), row(first))
                .change('b', row("before"), row(second))
                .value();
    }

    private static void assertOrder(String type, @Nullable String lower, @Nullable String higher) {
        assertEquals(higher, of(new PreferHigher(), type, lower, higher));
        assertEquals(higher, of(new PreferHigher(), type, higher, lower));
        assertEquals(lower, of(new PreferLower(), type, lower, higher));
        assertEquals(lower, of(new PreferLower(), type, higher, lower));
    }

    @Test
    public void numbersCompareByValue() {
        assertOrder("numeric(12,2)", "9.50", "10.00");
        assertOrder("bigint", "9007199254740992", "9007199254740993");
        assertOrder("numeric", "-Infinity", "-1e400");
        assertOrder("double precision", "1e308", "Infinity");
    }

    @Test
    public void datesAndTimesCompareByMoment() {
        assertOrder("date", "0044-03-15 BC", "0001-01-01");
        assertOrder("date", "9999-12-31", "10000-01-01");
        assertOrder("timestamp(6) with time zone", "2026-07-29 12:00:00+00", "2026-07-29 12:00:00.000001+00");
        assertOrder("timestamp without time zone", "-infinity", "2026-07-29 12:00:00");
        assertOrder("time with time zone", "12:00:00+02", "11:00:00+00");
    }

    @Test
    public void textsCompareByCodePoints() {
        assertOrder("character varying(20)", "Zoe", "anna");
        assertOrder("text", "\uffff", "\ud83d\ude00");
        assertOrder("boolean", "f", "t");
    }

    @Test
    public void aNumberIsPreferredToNoneAndToNaN() {
        for (ConflictResolver policy : new ConflictResolver[] {new PreferHigher(), new PreferLower()}) {
            assertEquals("5", of(policy, "numeric", "5", "NaN"));
            assertEquals("5", of(policy, "numeric", null, "5"));
            assertEquals("of two nothings the later", "NaN", of(policy, "numeric", null, "NaN"));
        }
    }

    @Test
    public void ofEqualNumbersTheLaterTextStays() {
        assertEquals("5.00", of(new PreferHigher(), "numeric", "5.0", "5.00"));
    }

    @Test
    public void theNewerRowStaysByAColumnOfTheApplication() {
        String old = "2026-07-28 12:00:00+00";
        Story story = new Story(new PreferNewer(), "text", "counted_at")
                .change('a', null, row("x", "n", old))
                .exchange('a', 'b')
                .change('a', row("x", "n", old), row("newer by its own clock", "n", "2026-07-30 12:00:00+00"))
                .change('b', row("x", "n", old), row("later here", "n", "2026-07-29 12:00:00+00"));

        assertEquals("newer by its own clock", story.value());
        assertEquals(
                "the change with the newest counted_at stays (2026-07-30 12:00:00+00), written at"
                        + " 1970-01-01T00:00:00.002Z by node aaaaaaaaaaaaaaaa",
                story.reasons().get(0));
    }

    @Test
    public void aLowerPriceSetByWhoHadSeenTheHigherOneStays() {
        Story story = new Story(new PreferHigher(), "numeric")
                .change('a', null, row("5"))
                .exchange('a', 'b')
                .change('b', row("5"), row("4"));

        assertEquals("4", story.value());
    }
}
