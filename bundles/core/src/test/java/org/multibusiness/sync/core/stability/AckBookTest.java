package org.multibusiness.sync.core.stability;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;

/** The book of node A. */
public class AckBookTest {
    private static final OriginId A = new OriginId(new NodeId("aaaaaaaaaaaaaaaa"), 1);
    private static final OriginId B = new OriginId(new NodeId("bbbbbbbbbbbbbbbb"), 1);
    private static final OriginId B2 = new OriginId(new NodeId("bbbbbbbbbbbbbbbb"), 2);
    private static final OriginId C = new OriginId(new NodeId("cccccccccccccccc"), 1);

    private final AckBook book = new AckBook(A);

    @Test
    public void stableIsWhatAllHold() {
        book.heard(said(B, 1, vector(7, 2, 0)));
        book.heard(said(C, 1, vector(5, 1, 0)));

        assertEquals(vector(5, 1, 0), book.stable(vector(9, 2, 0)));
    }

    @Test
    public void oneAcknowledgementIsNotEnough() {
        book.meet(C);
        book.heard(said(B, 1, vector(7, 2, 0)));

        assertEquals(VersionVector.EMPTY, book.stable(vector(9, 2, 0)));
    }

    @Test
    public void whatTheAuthorWroteBeforeMustBeHereFirst() {
        book.heard(said(B, 1, vector(7, 2, 0)));

        assertEquals(VersionVector.EMPTY, book.stable(vector(9, 1, 0)));
        assertEquals(vector(7, 2, 0), book.stable(vector(9, 2, 0)));
    }

    @Test
    public void allIncarnationsOfTheAuthorCount() {
        book.heard(said(B2, 1, vector(7, 2, 0).with(B2, 3)));

        assertEquals(VersionVector.EMPTY, book.stable(vector(9, 1, 0).with(B2, 3)));
        assertEquals(VersionVector.EMPTY, book.stable(vector(9, 2, 0).with(B2, 2)));
        assertEquals(vector(7, 2, 0).with(B2, 3), book.stable(vector(9, 2, 0).with(B2, 3)));
    }

    @Test
    public void whoIsAlwaysAheadOfUsDoesNotHoldEverythingBack() {
        for (int step = 3; step <= 50; step++) {
            book.heard(said(B, step, vector(step, step, 0)));
            book.stable(vector(100, step - 3, 0));
        }

        assertTrue(book.stable(vector(100, 47, 0)).sequence(A) > 40);
    }

    @Test
    public void aNodeThatIsAloneKeepsEverything() {
        assertEquals(VersionVector.EMPTY, book.stable(vector(9, 0, 0)));
    }

    @Test
    public void whoHasWrittenCountsThoughNobodyToldOfIt() {
        book.heard(said(B, 1, vector(7, 2, 1)));

        assertEquals(VersionVector.EMPTY, book.stable(vector(9, 2, 1)));
    }

    @Test
    public void theLaterStatementCountsEvenIfItSaysLess() {
        book.heard(said(B, 5, vector(7, 2, 0)));
        book.stable(vector(9, 2, 0));

        assertTrue(book.heard(said(B, 6, vector(3, 2, 0))));
        assertFalse("passed on late", book.heard(said(B, 5, vector(7, 2, 0))));

        assertEquals(vector(3, 2, 0), book.stable(vector(9, 2, 0)));
    }

    @Test
    public void whoseStatementsAreOutdoneByItsOwnPastSpeaksUp() {
        book.state(A, vector(3, 0, 0), 1_000);

        book.heard(said(A, 5_000, vector(9, 0, 0)));

        assertEquals(said(A, 5_001, vector(3, 0, 0)), book.own());
        book.heard(book.own());
        assertEquals("an echo", 5_001, book.own().stamp());
    }

    @Test
    public void retiredIsWhomAllOthersHaveRetired() {
        book.heard(said(B, 1, vector(7, 2, 0)));
        book.heard(said(C, 1, vector(1, 0, 4)));
        VersionVector held = vector(9, 2, 4);
        assertEquals(vector(1, 0, 0), book.stable(held));

        book.retire(C);
        assertEquals("B may still take from C", vector(1, 0, 0), book.stable(held));
        book.heard(new Acknowledgement(B, 2, vector(8, 2, 5), Set.of(C)));
        assertEquals("B took one more from C before", vector(1, 0, 0), book.stable(held));

        assertEquals(vector(8, 2, 5), book.stable(vector(9, 2, 5)));
    }

    @Test
    public void aRetiredNodeCountsAgainAsANewIncarnation() {
        book.retire(B);
        book.heard(said(B2, 1, vector(7, 2, 0)));

        assertFalse(book.isRetired(B2));
        assertEquals(vector(7, 2, 0), book.stable(vector(9, 2, 0)));
    }

    @Test
    public void newNodesAreToldOfFirstAndNothingTwice() {
        AckFeed feed = new AckFeed();
        book.heard(said(B, 1, vector(1, 1, 0)));
        book.state(A, vector(1, 1, 0), 10);
        assertEquals(List.of(said(B, 1, vector(1, 1, 0)), book.own()), feed.next(book));
        assertEquals(List.of(), feed.next(book));

        book.heard(said(B, 2, vector(2, 1, 0)));
        book.heard(said(C, 1, vector(0, 0, 1)));

        assertEquals(List.of(said(C, 1, vector(0, 0, 1)), said(B, 2, vector(2, 1, 0))), feed.next(book));
    }

    @Test
    public void whatTheOtherSideSaidIsNotToldBack() {
        AckFeed feed = new AckFeed();
        book.heard(said(B, 1, vector(1, 1, 0)));
        feed.heard(said(B, 1, vector(1, 1, 0)));

        assertEquals(List.of(book.own()), feed.next(book));
    }

    @Test
    public void aMessageHoldsSoManyStatementsAndTheRestFollows() {
        AckFeed feed = new AckFeed();
        for (int i = 1; i < 2 * AckFeed.MOST_STATEMENTS; i++) {
            book.meet(new OriginId(new NodeId(String.format("%016x", i)), 1));
        }

        assertEquals(AckFeed.MOST_STATEMENTS, feed.next(book).size());
        assertEquals(AckFeed.MOST_STATEMENTS, feed.next(book).size());
        assertEquals(List.of(), feed.next(book));
    }

    private static Acknowledgement said(OriginId author, long stamp, VersionVector vector) {
        return new Acknowledgement(author, stamp, vector, Set.of());
    }

    private static VersionVector vector(long a, long b, long c) {
        return VersionVector.EMPTY.with(A, a).with(B, b).with(C, c);
    }
}
