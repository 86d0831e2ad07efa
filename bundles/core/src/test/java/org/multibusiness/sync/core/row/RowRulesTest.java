package org.multibusiness.sync.core.row;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.AliveRule;
import org.multibusiness.sync.api.conflict.ColumnRule;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.Decided;
import org.multibusiness.sync.api.conflict.Resolution;
import org.multibusiness.sync.api.conflict.TableRules;

/** What a table's rules change: whether a row lives, and which columns go together. */
public class RowRulesTest {
    private static final OriginId A = new OriginId(new NodeId("aaaaaaaaaaaaaaaa"), 1);
    private static final OriginId B = new OriginId(new NodeId("bbbbbbbbbbbbbbbb"), 1);
    private static final RowImage TEA = Stock.row("tea", "shelf", "1");
    private static final RowImage DEARER = Stock.row("tea", "shelf", "2");
    private static final VersionVector NOTHING = VersionVector.EMPTY;
    private static final VersionVector CREATION = NOTHING.with(A, 1);
    private static final VersionedChange CREATED = change(A, 1, 10, NOTHING, null, TEA);

    private static VersionedChange deletedAt(long time) {
        return change(A, 2, time, CREATION, TEA, null);
    }

    private static VersionedChange changedAt(long time) {
        return change(B, 1, time, CREATION, TEA, DEARER);
    }

    @Test
    public void whereDeletionsWinTheRowGoesAndTheChangeIsJournaled() {
        for (long time : new long[] {20, 40}) {
            Resolution resolution = resolve(AliveRule.DELETE_WINS, CREATED, deletedAt(30), changedAt(time));

            assertNull(resolution.row());
            Decided decided = only(resolution).decisions().get(0);
            assertEquals(
                    List.of("*", "delete-wins", "deleted"),
                    List.of(decided.column(), decided.policy(), value(decided)));
        }
    }

    @Test
    public void whereTheLaterWinsTimeDecides() {
        Resolution deletedLater = resolve(AliveRule.LAST_WRITER, CREATED, deletedAt(30), changedAt(20));
        Resolution changedLater = resolve(AliveRule.LAST_WRITER, CREATED, deletedAt(30), changedAt(40));

        assertNull(deletedLater.row());
        assertEquals("deleted", value(only(deletedLater).decisions().get(0)));
        assertEquals(DEARER, changedLater.row());
        assertEquals("kept", value(only(changedLater).decisions().get(0)));
        assertEquals("last-writer", only(changedLater).decisions().get(0).policy());
    }

    @Test
    public void whoeverSawTheDeletionMayInsertAgainUnderEveryRule() {
        VersionedChange again = change(B, 2, 50, CREATION.with(A, 2).with(B, 1), null, DEARER);
        for (AliveRule rule : AliveRule.values()) {
            assertEquals(
                    DEARER,
                    resolve(rule, CREATED, deletedAt(30), changedAt(20), again).row());
        }
    }

    @Test
    public void aLostChangeThatWasOverriddenKnowinglyIsNoConflict() {
        VersionedChange undone = change(B, 2, 25, CREATION.with(B, 1), DEARER, TEA);

        Resolution resolution = resolve(AliveRule.DELETE_WINS, CREATED, deletedAt(30), changedAt(20), undone);

        assertEquals(1, resolution.conflicts().size());
        assertEquals(undone.dot(), only(resolution).contributions().get(0).dot());
    }

    @Test
    public void columnsOfAGroupComeFromOneChange() {
        VersionedChange moved = change(A, 2, 20, CREATION, TEA, Stock.row("tea", "cellar", "1"));
        VersionedChange priced = change(B, 1, 30, CREATION, TEA, Stock.row("green tea", "shelf", "3"));

        Resolution resolution = grouped(List.of("place", "price"), CREATED, moved, priced);

        assertEquals(Stock.row("green tea", "shelf", "3"), resolution.row());
        Conflict conflict = only(resolution);
        assertEquals(
                List.of("place"),
                conflict.decisions().stream().map(Decided::column).toList());
        assertEquals("shelf", value(conflict.decisions().get(0)));
    }

    @Test
    public void rulesThatLeaveAColumnOutAreRefused() {
        TableRules rules = new TableRules(
                AliveRule.UPDATE_WINS, List.of(new ColumnRule(List.of("name"), "last-writer", List.of())));
        RowResolver resolver = new RowResolver(layout -> rules, name -> new LastWriter());

        assertThrows(IllegalArgumentException.class, () -> resolver.resolve(Stock.LAYOUT, List.of(CREATED)));
    }

    private static Resolution grouped(List<String> group, VersionedChange... changes) {
        TableRules rules = new TableRules(
                AliveRule.UPDATE_WINS,
                List.of(
                        new ColumnRule(List.of("name"), "last-writer", List.of()),
                        new ColumnRule(group, "last-writer", List.of())));
        return new RowResolver(layout -> rules, name -> new LastWriter()).resolve(Stock.LAYOUT, List.of(changes));
    }

    private static Resolution resolve(AliveRule rule, VersionedChange... changes) {
        return new RowResolver(layout -> TableRules.uniform(layout, rule, "last-writer"), name -> new LastWriter())
                .resolve(Stock.LAYOUT, List.of(changes));
    }

    private static String value(Decided decided) {
        return String.valueOf(decided.value());
    }

    private static Conflict only(Resolution resolution) {
        assertEquals(1, resolution.conflicts().size());
        return resolution.conflicts().get(0);
    }

    private static VersionedChange change(
            OriginId origin,
            long sequence,
            long time,
            VersionVector past,
            @Nullable RowImage before,
            @Nullable RowImage after) {
        return new VersionedChange(
                new Dot(origin, sequence),
                past.with(origin, sequence - 1),
                new HybridTimestamp(time),
                Stock.change(Stock.LAYOUT, before, after));
    }
}
