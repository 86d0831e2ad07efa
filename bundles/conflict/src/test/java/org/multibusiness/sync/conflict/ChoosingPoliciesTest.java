package org.multibusiness.sync.conflict;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.multibusiness.sync.conflict.Story.row;

import org.junit.Test;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.ConflictResolver;

/** The policies that pick one of the changes, or none. */
public class ChoosingPoliciesTest {
    private static Story conflict(ConflictResolver policy, String... arguments) {
        return new Story(policy, "text", arguments)
                .change('a', null, row("before"))
                .exchange('a', 'b', 'c')
                .change('a', row("before"), row("of a"))
                .change('b', row("before"), row("of b"));
    }

    private static Conflict only(Story story) {
        assertEquals(1, story.resolution().conflicts().size());
        return story.resolution().conflicts().get(0);
    }

    @Test
    public void theNodeThatIsNamedFirstWins() {
        String a = Story.node('a').value();
        String b = Story.node('b').value();
        assertEquals("of a", conflict(new NodePriority(), a, b).value());
        assertEquals("of b", conflict(new NodePriority(), b, a).value());
        assertEquals(
                "whoever is named beats who is not",
                "of a",
                conflict(new NodePriority(), a).value());
        assertEquals(
                "the later, when nobody is named",
                "of b",
                conflict(new NodePriority(), Story.node('f').value()).value());
    }

    @Test
    public void whenBranchesDisagreeTheValueThatAllHadBeforeStays() {
        Story story = conflict(new AlwaysKeep());

        assertEquals("before", story.value());
        assertEquals(
                "two branches changed it without knowing of each other, so neither change counts: the value that both had"
                        + " before stays (before)",
                story.reasons().get(0));
    }

    @Test
    public void stepsThatTheOtherSideNeverSawAreNotWhatAllHadBefore() {
        Story story = conflict(new AlwaysKeep()).change('a', row("of a"), row("of a again"));

        assertEquals("before", story.value());
    }

    @Test
    public void branchesThatWroteTheSameAgree() {
        Story story = new Story(new AlwaysKeep(), "text")
                .change('a', null, row("before"))
                .exchange('a', 'b')
                .change('a', row("before"), row("same"))
                .change('b', row("before"), row("same"));

        assertEquals("same", story.value());
    }

    @Test
    public void aChangeUponTheKeptValueCounts() {
        Story story = conflict(new AlwaysKeep()).exchange('a', 'b').change('a', row("before"), row("agreed"));

        assertEquals("agreed", story.value());
    }

    @Test
    public void withoutACommonValueTheFirstRowStays() {
        Story story = new Story(new AlwaysKeep(), "text")
                .change('a', null, row("of a"))
                .change('b', null, row("of b"));

        assertEquals("of a", story.value());
    }

    @Test
    public void manualLeavesTheLaterValueUntilAPersonDecides() {
        Story story = conflict(new Manual());

        assertEquals("of b", story.value());
        assertTrue(only(story).open());
        assertTrue(story.reasons().get(0).startsWith("a person has to decide"));
        assertEquals(
                "the decision is a change that saw both",
                "decided",
                story.exchange('a', 'b', 'c')
                        .change('c', row("of b"), row("decided"))
                        .value());
    }

    @Test
    public void keepBothKeepsTheOtherRowInTheInbox() {
        Conflict conflict = only(conflict(new KeepBoth()));

        assertTrue(conflict.open());
        assertEquals("of a", conflict.contributions().get(0).after().get("value"));
    }

    @Test
    public void whoeverWroteTheSameWaitsForNobody() {
        Story story = new Story(new Manual(), "text")
                .change('a', null, row("before"))
                .exchange('a', 'b')
                .change('a', row("before"), row("same"))
                .change('b', row("before"), row("same"));

        assertEquals(0, story.resolution().conflicts().size());
        assertFalse(conflict(new LastWriter()).resolution().conflicts().get(0).open());
    }
}
