package org.multibusiness.sync.conflict;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.multibusiness.sync.conflict.Story.row;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.conflict.AliveRule;
import org.multibusiness.sync.api.conflict.Resolution;

public class DeltaTest {
    private static final String YESTERDAY = "2026-07-28 20:00:00+00";
    private static final String TODAY = "2026-07-29 20:00:00+00";

    private static Story ten(String... arguments) {
        return new Story(new Delta(), "integer", arguments)
                .change('a', null, row("10", "n", YESTERDAY))
                .exchange('a', 'b', 'c');
    }

    private static Story withStockTakes() {
        return ten("reset-by", "counted_at");
    }

    private static RowImage stock(@Nullable String value) {
        return row(value, "n", YESTERDAY);
    }

    @Test
    public void salesAtTwoBranchesBothCount() {
        Story story = ten().change('a', stock("10"), stock("7")).change('b', stock("10"), stock("8"));

        assertEquals("5", story.value());
        assertEquals(
                "nothing is lost, so nothing is journaled",
                List.of(),
                story.resolution().conflicts());
    }

    @Test
    public void equalSalesBothCount() {
        assertEquals(
                "8",
                ten().change('a', stock("10"), stock("9"))
                        .change('b', stock("10"), stock("9"))
                        .value());
    }

    @Test
    public void whatWasDoneUponAResolvedValueCountsOnce() {
        Story story = ten().change('a', stock("10"), stock("7"))
                .change('b', stock("10"), stock("8"))
                .exchange('a', 'b')
                .change('a', stock("5"), stock("4"))
                .change('c', stock("10"), stock("12"));

        assertEquals("6", story.value());
    }

    @Test
    public void aStockTakeResetsWhatItSawAndKeepsWhatItDidNotSee() {
        Story story = withStockTakes()
                .change('a', stock("10"), stock("7"))
                .exchange('a', 'b')
                .change('c', stock("10"), stock("9"))
                .change('b', stock("7"), row("20", "n", TODAY));

        assertEquals("19", story.value());
        assertEquals(List.of(), story.reasons());
    }

    @Test
    public void ofTwoStockTakesTheLaterStaysAndTheOtherIsJournaled() {
        Story story = withStockTakes()
                .change('a', stock("10"), row("30", "n", TODAY))
                .change('a', row("30", "n", TODAY), row("29", "n", TODAY))
                .change('b', stock("10"), row("20", "n", TODAY));

        assertEquals("19", story.value());
        assertEquals(
                List.of("set at several branches at once; the later stays, written at 1970-01-01T00:00:00.004Z by node "
                        + "bbbbbbbbbbbbbbbb; what was set, and the changes it did not see: 20 = 20"),
                story.reasons());
    }

    @Test
    public void aStockTakeThatConfirmsTheNumberIsAStockTake() {
        Story story = withStockTakes()
                .change('b', stock("10"), row("50", "n", TODAY))
                .change('a', stock("10"), row("10", "n", TODAY));

        assertEquals("10", story.value());
    }

    @Test
    public void aDeletionThatLostTakesNoSaleWithIt() {
        Story story = ten().change('a', stock("10"), stock("9"))
                .exchange('a', 'b')
                .change('b', stock("9"), null)
                .change('c', stock("10"), stock("8"));

        assertEquals("7", story.value());
    }

    @Test
    public void whereDeletionsWinASaleThatLostDoesNotCountInTheNewRow() {
        Story story = ten().alive(AliveRule.DELETE_WINS)
                .change('c', stock("10"), stock("8"))
                .change('b', stock("10"), null)
                .change('b', null, stock("20"));

        assertEquals("20", story.value());
        Resolution resolution = story.resolution();
        assertEquals(1, resolution.conflicts().size());
        assertEquals(
                "node bbbbbbbbbbbbbbbb deleted the row, and node cccccccccccccccc changed it without having seen the "
                        + "deletion; in this table a deletion wins",
                resolution.conflicts().get(0).decisions().get(0).reason());
    }

    @Test
    public void whoeverStopsCountingStopsCounting() {
        assertNull(ten().change('a', stock("10"), stock("8"))
                .change('b', stock("10"), stock(null))
                .value());
        assertEquals(
                "48",
                ten().change('a', stock("10"), stock("8"))
                        .change('b', stock("10"), stock(null))
                        .change('b', stock(null), stock("50"))
                        .value());
    }

    @Test
    public void copiesThatWereThereBeforeAreNotAddedUp() {
        Story story = new Story(new Delta(), "integer")
                .baseline('a', stock("10"))
                .baseline('b', stock("10"))
                .change('a', stock("10"), stock("7"))
                .change('b', stock("10"), stock("9"));

        assertEquals("6", story.value());
    }

    @Test
    public void moneyIsExactAndKeepsTheDigitsOfItsType() {
        Story story = new Story(new Delta(), "numeric(30,2)")
                .change('a', null, row("9007199254740993.10"))
                .exchange('a', 'b')
                .change('a', row("9007199254740993.10"), row("9007199254740993.30"))
                .change('b', row("9007199254740993.10"), row("9007199254740993.20"));

        assertEquals("9007199254740993.40", story.value());
    }
}
