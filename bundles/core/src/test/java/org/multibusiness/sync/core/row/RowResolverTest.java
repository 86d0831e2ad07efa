package org.multibusiness.sync.core.row;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.Decided;
import org.multibusiness.sync.api.conflict.Resolution;

public class RowResolverTest {
    private static final OriginId A = new OriginId(new NodeId("aaaaaaaaaaaaaaaa"), 1);
    private static final OriginId B = new OriginId(new NodeId("bbbbbbbbbbbbbbbb"), 1);
    private static final OriginId C = new OriginId(new NodeId("cccccccccccccccc"), 1);
    private static final RowImage TEA = Stock.row("tea", "shelf", "1");
    private static final VersionedChange CREATED = change(A, 1, 10, VersionVector.EMPTY, null, TEA);
    private static final VersionVector KNOWING_CREATED = VersionVector.EMPTY.with(A, 1);

    @Test
    public void concurrentUpdatesOfDifferentColumnsBothSurvive() {
        VersionedChange name = change(A, 2, 20, KNOWING_CREATED, TEA, Stock.row("green tea", "shelf", "1"));
        VersionedChange price = change(B, 1, 21, KNOWING_CREATED, TEA, Stock.row("tea", "shelf", "2"));

        Resolution resolution = resolve(CREATED, name, price);

        assertEquals(Stock.row("green tea", "shelf", "2"), resolution.row());
        assertEquals(List.of(), resolution.conflicts());
    }

    @Test
    public void ofConcurrentUpdatesOfOneColumnTheLastWriterWinsAndTheOtherIsJournaled() {
        VersionedChange first = change(A, 2, 20, KNOWING_CREATED, TEA, Stock.row("green tea", "shelf", "1"));
        VersionedChange second = change(B, 1, 21, KNOWING_CREATED, TEA, Stock.row("black tea", "shelf", "1"));

        Resolution resolution = resolve(CREATED, second, first);

        assertEquals(Stock.row("black tea", "shelf", "1"), resolution.row());
        Conflict conflict = only(resolution);
        assertEquals(ConflictKind.UPDATE_UPDATE, conflict.kind());
        assertEquals(
                List.of(first.dot(), second.dot()),
                conflict.contributions().stream().map(c -> c.dot()).toList());
        assertEquals("green tea", conflict.contributions().get(0).after().get("name"));
        assertEquals(List.of("name"), columns(conflict));
        assertEquals("black tea", conflict.decisions().get(0).value());
        assertEquals("last-writer", conflict.decisions().get(0).policy());
    }

    @Test
    public void equalConcurrentValuesAreNoConflict() {
        RowImage after = Stock.row("green tea", "shelf", "1");

        Resolution resolution = resolve(
                CREATED, change(A, 2, 20, KNOWING_CREATED, TEA, after), change(B, 1, 21, KNOWING_CREATED, TEA, after));

        assertEquals(after, resolution.row());
        assertEquals(List.of(), resolution.conflicts());
    }

    @Test
    public void atTheSameTimeTheGreaterOriginWins() {
        VersionedChange first = change(A, 2, 20, KNOWING_CREATED, TEA, Stock.row("of A", "shelf", "1"));
        VersionedChange second = change(B, 1, 20, KNOWING_CREATED, TEA, Stock.row("of B", "shelf", "1"));

        assertEquals(
                Stock.row("of B", "shelf", "1"), resolve(second, first, CREATED).row());
    }

    @Test
    public void aDeletionRemovesOnlyWhatItSaw() {
        VersionedChange deletion = change(A, 2, 30, KNOWING_CREATED, TEA, null);
        VersionedChange update = change(B, 1, 20, KNOWING_CREATED, TEA, Stock.row("tea", "shelf", "2"));

        Resolution resolution = resolve(CREATED, deletion, update);

        assertEquals(Stock.row("tea", "shelf", "2"), resolution.row());
        Conflict conflict = only(resolution);
        assertEquals(ConflictKind.UPDATE_DELETE, conflict.kind());
        assertEquals(List.of("*"), columns(conflict));
        assertEquals("kept", conflict.decisions().get(0).value());
        assertEquals("1", conflict.contributions().get(1).before().get("price"));
    }

    @Test
    public void aDeletionThatSawEverythingRemovesTheRow() {
        VersionedChange update = change(B, 1, 20, KNOWING_CREATED, TEA, Stock.row("tea", "shelf", "2"));
        VersionedChange deletion = change(A, 2, 30, KNOWING_CREATED.with(B, 1), Stock.row("tea", "shelf", "2"), null);

        Resolution resolution = resolve(deletion, update, CREATED);

        assertNull(resolution.row());
        assertEquals(List.of(), resolution.conflicts());
    }

    @Test
    public void twoDeletionsAreNoConflict() {
        Resolution resolution = resolve(
                CREATED, change(A, 2, 30, KNOWING_CREATED, TEA, null), change(B, 1, 20, KNOWING_CREATED, TEA, null));

        assertNull(resolution.row());
        assertEquals(List.of(), resolution.conflicts());
    }

    @Test
    public void aRowInsertedAgainAfterItsDeletionLives() {
        VersionedChange deletion = change(A, 2, 30, KNOWING_CREATED, TEA, null);
        VersionedChange again = change(B, 1, 40, KNOWING_CREATED.with(A, 2), null, Stock.row("new", null, null));

        assertEquals(
                Stock.row("new", null, null), resolve(again, deletion, CREATED).row());
        assertEquals(List.of(), resolve(again, deletion, CREATED).conflicts());
    }

    @Test
    public void twoInsertionsOfOneKeyMeetColumnByColumn() {
        VersionedChange other = change(B, 1, 11, VersionVector.EMPTY, null, Stock.row("tea", "cellar", "3"));

        Resolution resolution = resolve(CREATED, other);

        assertEquals(Stock.row("tea", "cellar", "3"), resolution.row());
        Conflict conflict = only(resolution);
        assertEquals(ConflictKind.INSERT_INSERT, conflict.kind());
        assertEquals(List.of("place", "price"), columns(conflict));
    }

    @Test
    public void aNullThatLosesAgainstAnInsertionIsJournaledToo() {
        VersionedChange cleared = change(A, 2, 20, KNOWING_CREATED, TEA, Stock.row("tea", null, "1"));
        VersionedChange deletion = change(B, 1, 20, KNOWING_CREATED, TEA, null);
        VersionedChange again = change(B, 2, 30, KNOWING_CREATED.with(B, 1), null, Stock.row("tea", "cellar", "1"));

        Resolution resolution = resolve(CREATED, cleared, deletion, again);

        assertEquals(Stock.row("tea", "cellar", "1"), resolution.row());
        assertTrue(resolution.conflicts().stream()
                .anyMatch(c ->
                        c.kind() == ConflictKind.UPDATE_UPDATE && columns(c).contains("place")));
    }

    @Test
    public void aValueThatTheOtherSideReplacedKnowinglyIsNotLost() {
        VersionedChange there = change(A, 2, 20, KNOWING_CREATED, TEA, Stock.row("green tea", "shelf", "1"));
        VersionedChange back =
                change(A, 3, 21, KNOWING_CREATED.with(A, 2), there.change().after(), TEA);
        VersionedChange other = change(B, 1, 22, KNOWING_CREATED, TEA, Stock.row("black tea", "shelf", "1"));

        Resolution resolution = resolve(CREATED, there, back, other);

        assertEquals(Stock.row("black tea", "shelf", "1"), resolution.row());
        assertEquals(List.of(), resolution.conflicts());
    }

    @Test
    public void ofThreeEachPairThatMetIsJournaled() {
        VersionedChange a = change(A, 2, 20, KNOWING_CREATED, TEA, Stock.row("a", "shelf", "1"));
        VersionedChange b = change(B, 1, 21, KNOWING_CREATED, TEA, Stock.row("b", "shelf", "1"));
        VersionedChange c = change(C, 1, 22, KNOWING_CREATED, TEA, Stock.row("c", "shelf", "1"));

        Resolution all = resolve(CREATED, a, b, c);

        assertEquals(Stock.row("c", "shelf", "1"), all.row());
        assertEquals(3, all.conflicts().size());
        assertTrue(all.conflicts().contains(only(resolve(CREATED, a, b))));
        assertTrue(all.conflicts().contains(only(resolve(CREATED, b, c))));
        assertTrue(all.conflicts().contains(only(resolve(CREATED, a, c))));
    }

    @Test
    public void aPairsRecordIsTheSameWhateverElseIsKnown() {
        VersionedChange a = change(A, 2, 20, KNOWING_CREATED, TEA, Stock.row("a", "shelf", "11"));
        VersionedChange b = change(B, 1, 21, KNOWING_CREATED, TEA, Stock.row("b", "shelf", "12"));
        VersionedChange later =
                change(A, 3, 22, KNOWING_CREATED.with(A, 2), a.change().after(), Stock.row("aa", "shelf", "11"));

        Conflict early = only(resolve(CREATED, a, b));
        List<Conflict> late = resolve(CREATED, a, b, later).conflicts();

        assertTrue(late.contains(early));
    }

    @Test
    public void aConflictHasOneIdUnderEveryColumnOrder() {
        List<ColumnLayout> reversed = new ArrayList<>(Stock.LAYOUT.columns());
        Collections.reverse(reversed);
        TableLayout other = new TableLayout(Stock.TABLE, reversed);
        VersionedChange a = change(A, 2, 20, KNOWING_CREATED, TEA, Stock.row("a", "shelf", "1"));
        VersionedChange b = change(B, 1, 21, KNOWING_CREATED, TEA, Stock.row("b", "shelf", "1"));

        Resolution here = resolve(CREATED, a, b);
        Resolution there = Branch.RESOLVER.resolve(other, List.of(CREATED, a, b));

        assertEquals(only(here).id(), only(there).id());
        assertEquals(Stock.plainOrNull(Stock.LAYOUT, here.row()), Stock.plainOrNull(other, there.row()));
    }

    @Test
    public void changesOfTwoHistoriesThatGoByOneNumberMakeTwoConflicts() {
        VersionedChange one = chained("1", change(A, 2, 20, KNOWING_CREATED, TEA, Stock.row("a", "shelf", "1")));
        VersionedChange two = chained("2", change(A, 2, 20, KNOWING_CREATED, TEA, Stock.row("A", "shelf", "1")));
        VersionedChange other = change(B, 1, 21, KNOWING_CREATED, TEA, Stock.row("b", "shelf", "1"));

        assertEquals(one.dot(), two.dot());
        assertNotEquals(
                only(resolve(CREATED, one, other)).id(),
                only(resolve(CREATED, two, other)).id());
    }

    @Test
    public void aHistoryThatGetsAnotherNameKeepsItsConflicts() {
        OriginId branch = new OriginId(A.node(), 1_000_001);
        VersionedChange former = chained("1", change(A, 2, 20, KNOWING_CREATED, TEA, Stock.row("a", "shelf", "1")));
        VersionedChange renamed =
                chained("1", change(branch, 1, 20, KNOWING_CREATED, TEA, Stock.row("a", "shelf", "1")));
        VersionedChange other = change(B, 1, 21, KNOWING_CREATED, TEA, Stock.row("b", "shelf", "1"));

        assertEquals(
                only(resolve(CREATED, former, other)).id(),
                only(resolve(CREATED, renamed, other)).id());
    }

    @Test
    public void conflictsOfDifferentRowsOfOneTransactionHaveDifferentIds() {
        List<String> ids = new ArrayList<>();
        for (String[] key : new String[][] {{"a, b", "c"}, {"a", "b, c"}, {"a,b", "c"}, {"a", "b,c"}}) {
            VersionedChange one = change(A, 1, 20, VersionVector.EMPTY, null, keyed(key, "x"));
            VersionedChange two = change(B, 1, 21, VersionVector.EMPTY, null, keyed(key, "y"));
            ids.add(only(resolve(one, two)).id());
        }
        assertEquals(4, ids.stream().distinct().count());
        assertNotEquals(ids.get(0), ids.get(1));
    }

    private static VersionedChange chained(String chain, VersionedChange change) {
        return new VersionedChange(change.dot(), change.past(), change.timestamp(), change.change(), chain);
    }

    private static RowImage keyed(String[] key, String name) {
        return new RowImage(Arrays.asList(key[0], key[1], name, null, null));
    }

    private static List<String> columns(Conflict conflict) {
        return conflict.decisions().stream().map(Decided::column).sorted().toList();
    }

    private static Conflict only(Resolution resolution) {
        assertEquals(1, resolution.conflicts().size());
        return Objects.requireNonNull(resolution.conflicts().get(0));
    }

    private static Resolution resolve(VersionedChange... changes) {
        return Branch.RESOLVER.resolve(Stock.LAYOUT, List.of(changes));
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
