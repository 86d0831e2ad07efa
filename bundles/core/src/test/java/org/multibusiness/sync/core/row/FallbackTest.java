package org.multibusiness.sync.core.row;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;

import java.util.ArrayList;
import java.util.Collections;
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
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.Decided;
import org.multibusiness.sync.api.conflict.Fallback;

/** A row that can't be what its changes make together: what it falls back on, and what is lost by that. */
public class FallbackTest {
    private static final OriginId A = new OriginId(new NodeId("aaaaaaaaaaaaaaaa"), 1);
    private static final OriginId B = new OriginId(new NodeId("bbbbbbbbbbbbbbbb"), 1);
    private static final OriginId C = new OriginId(new NodeId("cccccccccccccccc"), 1);
    private static final OriginId D = new OriginId(new NodeId("dddddddddddddddd"), 1);
    private static final RowImage TEA = Stock.row("tea", "shelf", "1");
    private static final VersionVector KNOWING_CREATED = VersionVector.EMPTY.with(A, 1);
    private static final SuffixResolution RESOLVING = new SuffixResolution(Branch.RESOLVER, Stock.LAYOUT);

    private final VersionedChange created = change(A, 1, 10, VersionVector.EMPTY, null, TEA);
    private final VersionedChange name = change(A, 2, 20, KNOWING_CREATED, TEA, Stock.row("green", "shelf", "1"));
    private final VersionedChange price = change(B, 1, 25, KNOWING_CREATED, TEA, Stock.row("tea", "shelf", "2"));

    @Test
    public void theGreatestChangeCountsAsAWholeAndTheOtherIsLost() {
        Fallback fallback = fallback(created, name, price);

        assertEquals(Stock.row("tea", "shelf", "2"), fallback.row());
        Conflict lost = only(fallback.conflicts());
        assertEquals(ConflictKind.CONSTRAINT, lost.kind());
        assertEquals(List.of("name"), columns(lost));
    }

    @Test
    public void aRowThatIsItsGreatestChangeAnywayHasNothingToFallBackOn() {
        assertNull(RESOLVING
                .of(List.of(created, change(A, 2, 20, KNOWING_CREATED, TEA, Stock.row("tea", "shelf", "2")), price))
                .fallback());
    }

    @Test
    public void whatOthersHadWrittenBeforeTheLoserIsLostWithIt() {
        VersionedChange place = change(
                C,
                1,
                22,
                KNOWING_CREATED.with(A, 2),
                Stock.row("green", "shelf", "1"),
                Stock.row("green", "cellar", "1"));

        Conflict lost = only(fallback(created, name, place, price).conflicts());

        assertEquals(
                List.of(place.dot(), price.dot()),
                lost.contributions().stream().map(c -> c.dot()).toList());
        assertEquals(List.of("name", "place"), columns(lost));
    }

    @Test
    public void whatIsLostBetweenTwoDoesNotDependOnADeletionThatIsKnownToo() {
        VersionedChange twin = change(C, 1, 12, VersionVector.EMPTY, null, Stock.row("black", "attic", "3"));
        VersionVector knowingTwin = VersionVector.EMPTY.with(C, 1);
        VersionedChange other =
                change(C, 2, 21, knowingTwin, Stock.row("black", "attic", "3"), Stock.row("black", "attic", "4"));
        VersionedChange deletion = change(D, 1, 30, knowingTwin, Stock.row("black", "attic", "3"), null);
        VersionedChange later = change(B, 1, 25, KNOWING_CREATED, TEA, Stock.row("tea", null, "1"));

        Conflict one = only(between(other, later, fallback(created, twin, other, later)));
        Conflict two = only(between(other, later, fallback(created, twin, other, deletion, later)));

        assertEquals(one, two);
        assertEquals(List.of("name", "place", "price"), columns(one));
    }

    @Test
    public void aFallBackThatTheNextAuthorFoundIsJournaledWhereNobodySeesIt() {
        VersionVector both = KNOWING_CREATED.with(A, 2).with(B, 1);
        VersionedChange next = change(C, 1, 30, both, Stock.row("tea", "shelf", "2"), Stock.row("tea", "cellar", "2"));

        List<Conflict> settled = RESOLVING.settledBy(next, List.of(created, price, name));

        assertEquals(
                only(fallback(created, name, price).conflicts()).id(),
                only(settled).id());
        assertEquals(ConflictKind.CONSTRAINT, only(settled).kind());
    }

    @Test
    public void noFallBackIsJournaledWhereTheNextAuthorFoundBothTogether() {
        VersionVector both = KNOWING_CREATED.with(A, 2).with(B, 1);
        VersionedChange next =
                change(C, 1, 30, both, Stock.row("green", "shelf", "2"), Stock.row("green", "cellar", "2"));

        assertEquals(List.of(), RESOLVING.settledBy(next, List.of(created, price, name)));
    }

    @Test
    public void nothingIsSettledByAnAuthorWhoKnewOfOneSideOnly() {
        VersionedChange next = change(
                A,
                3,
                30,
                KNOWING_CREATED.with(A, 2),
                Stock.row("green", "shelf", "1"),
                Stock.row("blue", "shelf", "1"));

        assertEquals(List.of(), RESOLVING.settledBy(next, List.of(created, price, name)));
    }

    /** Found by seed 1883191105363643536: here a later change, of which that author knows nothing, won instead. */
    @Test
    public void aFallBackThatTheNextAuthorFoundIsJournaledWhereAnotherOneWasFound() {
        VersionedChange place = change(
                A,
                3,
                29,
                KNOWING_CREATED.with(A, 2),
                Stock.row("green", "shelf", "1"),
                Stock.row("green", "cellar", "1"));
        VersionVector both = KNOWING_CREATED.with(A, 2).with(B, 1);
        VersionedChange next = change(B, 2, 30, both, Stock.row("tea", "shelf", "2"), Stock.row("tea", "shelf", "3"));

        List<Conflict> settled = RESOLVING.fallenFor(next, List.of(created, name, place, price));

        assertEquals(
                only(fallback(created, name, price).conflicts()).id(),
                only(settled).id());
        assertEquals(List.of("name"), columns(only(settled)));
    }

    @Test
    public void nothingFellForAnAuthorWhoFoundAllTogetherOrOneThatKnewOfAll() {
        VersionVector both = KNOWING_CREATED.with(A, 2).with(B, 1);
        VersionedChange together =
                change(C, 1, 30, both, Stock.row("green", "shelf", "2"), Stock.row("green", "cellar", "2"));
        VersionedChange after = change(
                A,
                3,
                30,
                KNOWING_CREATED.with(A, 2),
                Stock.row("green", "shelf", "1"),
                Stock.row("blue", "shelf", "1"));

        assertEquals(List.of(), RESOLVING.fallenFor(together, List.of(created, name, price)));
        assertEquals(List.of(), RESOLVING.fallenFor(after, List.of(created, name, price)));
        assertEquals(List.of(), RESOLVING.fallenFor(created, List.of()));
    }

    private static Fallback fallback(VersionedChange... known) {
        List<VersionedChange> shuffled = new ArrayList<>(List.of(known));
        Collections.reverse(shuffled);
        Fallback fallback = RESOLVING.of(shuffled).fallback();
        assertNotNull(fallback);
        return fallback;
    }

    private static List<Conflict> between(VersionedChange one, VersionedChange other, Fallback fallback) {
        return fallback.conflicts().stream()
                .filter(conflict -> conflict.contributions().stream()
                        .map(c -> c.dot())
                        .toList()
                        .equals(List.of(one.dot(), other.dot())))
                .toList();
    }

    private static List<String> columns(Conflict conflict) {
        return conflict.decisions().stream().map(Decided::column).sorted().toList();
    }

    private static Conflict only(List<Conflict> conflicts) {
        assertEquals(1, conflicts.size());
        return conflicts.get(0);
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
