package org.multibusiness.sync.conflict;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.multibusiness.sync.conflict.Story.row;

import java.util.List;
import org.junit.Test;

public class LastWriterTest {
    private static Story story() {
        return new Story(new LastWriter(), "numeric(12,2)")
                .change('a', null, row("1.00"))
                .exchange('a', 'b');
    }

    @Test
    public void theLaterValueStays() {
        Story story = story().change('b', row("1.00"), row("2.00")).change('a', row("1.00"), row("3.00"));

        assertEquals("3.00", story.value());
        assertEquals(
                List.of("the later of the concurrent values stays: written at 1970-01-01T00:00:00.003Z by node "
                        + "aaaaaaaaaaaaaaaa"),
                story.reasons());
    }

    @Test
    public void nullIsAValueLikeAnyOther() {
        assertNull(story().change('b', row("1.00"), row("2.00"))
                .change('a', row("1.00"), row(null))
                .value());
    }

    @Test
    public void whatATableHeldBeforeItWasSyncedGivesWayToEveryRealChange() {
        Story story = new Story(new LastWriter(), "text")
                .baseline('b', row("old of b"))
                .baseline('a', row("old of a"))
                .change('a', row("old of a"), row("new"));

        assertEquals("new", story.value());
        assertEquals(
                List.of("what a table held before it was synced gives way to every change made since"),
                story.reasons());
    }
}
