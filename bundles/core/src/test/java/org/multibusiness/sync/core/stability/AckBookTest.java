package org.multibusiness.sync.core.stability;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.core.log.Lineage;

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

        assertEquals(vector(5, 1, 0), stable(vector(9, 2, 0)));
    }

    @Test
    public void oneAcknowledgementIsNotEnough() {
        book.meet(C);
        book.heard(said(B, 1, vector(7, 2, 0)));

        assertEquals(VersionVector.EMPTY, stable(vector(9, 2, 0)));
    }

    @Test
    public void whatTheAuthorWroteBeforeMustBeHereFirst() {
        book.heard(said(B, 1, vector(7, 2, 0)));

        assertEquals(VersionVector.EMPTY, stable(vector(9, 1, 0)));
        assertEquals(vector(7, 2, 0), stable(vector(9, 2, 0)));
    }

    @Test
    public void allIncarnationsOfTheAuthorCount() {
        book.heard(said(B2, 1, vector(7, 2, 0).with(B2, 3)));

        assertEquals(VersionVector.EMPTY, stable(vector(9, 1, 0).with(B2, 3)));
        assertEquals(VersionVector.EMPTY, stable(vector(9, 2, 0).with(B2, 2)));
        assertEquals(vector(7, 2, 0).with(B2, 3), stable(vector(9, 2, 0).with(B2, 3)));
    }

    @Test
    public void whoIsAlwaysAheadOfUsDoesNotHoldEverythingBack() {
        for (int step = 3; step <= 50; step++) {
            book.heard(said(B, step, vector(step, step, 0)));
            stable(vector(100, step - 3, 0));
        }

        assertTrue(stable(vector(100, 47, 0)).sequence(A) > 40);
    }

    @Test
    public void aNodeThatIsAloneKeepsEverything() {
        assertEquals(VersionVector.EMPTY, stable(vector(9, 0, 0)));
    }

    @Test
    public void whoHasWrittenCountsThoughNobodyToldOfIt() {
        book.heard(said(B, 1, vector(7, 2, 1)));

        assertEquals(VersionVector.EMPTY, stable(vector(9, 2, 1)));
    }

    @Test
    public void whoHasWrittenCountsThoughTheBookIsFull() {
        for (int i = 1; i <= AckBook.MOST_NODES; i++) {
            OriginId node = new OriginId(new NodeId(String.format("%016x", i)), 1);
            book.heard(said(node, 1, vector(7, 0, 0)));
        }
        book.compare(book.comparable(vector(9, 0, 0), 10_000), AckBookTest::chain);
        assertEquals(vector(7, 0, 0), book.stable(vector(9, 0, 0)));

        assertEquals(VersionVector.EMPTY, book.stable(vector(9, 1, 0)));
    }

    @Test
    public void theLaterStatementCountsEvenIfItSaysLess() {
        book.heard(said(B, 5, vector(7, 2, 0)));
        stable(vector(9, 2, 0));

        assertTrue(book.heard(said(B, 6, vector(3, 2, 0))));
        assertFalse("passed on late", book.heard(said(B, 5, vector(7, 2, 0))));

        assertEquals(vector(3, 2, 0), stable(vector(9, 2, 0)));
    }

    @Test
    public void whatWasSaidOfAnotherHistoryCountsForNothing() {
        book.heard(said(B, 1, vector(5, 2, 0)));
        assertEquals(vector(5, 2, 0), stable(vector(9, 2, 0)));

        book.heard(elsewhere(B, 2, vector(7, 2, 0)));

        assertEquals("restored, and written on", VersionVector.EMPTY, stable(vector(9, 2, 0)));
        book.heard(said(B, 3, vector(6, 2, 0)));
        assertEquals(vector(6, 2, 0), stable(vector(9, 2, 0)));
    }

    /** By somebody who holds another history of A under the same name. */
    private static Acknowledgement elsewhere(OriginId author, long stamp, VersionVector vector) {
        return new Acknowledgement(author, stamp, vector, Set.of(), Lineage.of(vector, dot -> "other " + dot));
    }

    @Test
    public void whatWasSaidCountsOnlyOnceAllOfItIsHere() {
        book.heard(said(B, 1, vector(7, 2, 0)));

        assertEquals("whose 6 and 7 are these?", VersionVector.EMPTY, stable(vector(6, 2, 0)));
        assertEquals(vector(7, 2, 0), stable(vector(7, 2, 0)));
    }

    @Test
    public void aStatementThatWasOvertakenWhileItWasComparedDoesNotCount() {
        book.heard(said(B, 5, vector(7, 2, 0)));
        List<Acknowledgement> compared = book.comparable(vector(9, 2, 0), 100);

        book.heard(said(B, 6, vector(3, 2, 0)));
        book.compare(compared, AckBookTest::chain);

        assertEquals(VersionVector.EMPTY, book.stable(vector(9, 2, 0)));
    }

    @Test
    public void whatIsRememberedFromBeforeHasToBeSaidAnew() {
        book.recall(B.node(), vector(7, 2, 0));

        assertEquals(VersionVector.EMPTY, stable(vector(9, 2, 0)));
    }

    @Test
    public void soManyEntriesAreComparedAtOnceButAlwaysOneStatement() {
        book.heard(said(B, 1, vector(7, 2, 0)));
        book.heard(said(C, 1, vector(1, 1, 0)));

        assertEquals(1, book.comparable(vector(9, 2, 0), 1).size());
        assertEquals(2, book.comparable(vector(9, 2, 0), 4).size());
    }

    @Test
    public void whoseStatementsAreOutdoneByItsOwnPastSpeaksUp() {
        book.state(A, vector(3, 0, 0), AckBookTest::chain, 1_000);

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
        assertEquals(vector(1, 0, 0), stable(held));

        book.retire(C);
        assertEquals("B may still take from C", vector(1, 0, 0), stable(held));
        book.heard(said(B, 2, vector(8, 2, 5), Set.of(C)));
        assertEquals("B took one more from C before", vector(1, 0, 0), stable(held));

        assertEquals(vector(8, 2, 5), stable(vector(9, 2, 5)));
    }

    @Test
    public void aRetiredNodeCountsAgainAsANewIncarnation() {
        book.retire(B);
        book.heard(said(B2, 1, vector(7, 2, 0)));

        assertFalse(book.isRetired(B2));
        assertEquals(vector(7, 2, 0), stable(vector(9, 2, 0)));
    }

    @Test
    public void newNodesAreToldOfFirstAndNothingTwice() {
        AckFeed feed = new AckFeed();
        book.heard(said(B, 1, vector(1, 1, 0)));
        book.state(A, vector(1, 1, 0), AckBookTest::chain, 10);
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
        return said(author, stamp, vector, Set.of());
    }

    private static Acknowledgement said(OriginId author, long stamp, VersionVector vector, Set<OriginId> retired) {
        return new Acknowledgement(author, stamp, vector, retired, Lineage.of(vector, AckBookTest::chain));
    }

    /** Of the one history that all hold, unless a test says otherwise. */
    private static String chain(Dot dot) {
        return dot.toString();
    }

    /** What is stable when all that can be compared was. */
    private VersionVector stable(VersionVector held) {
        book.compare(book.comparable(held, 100), AckBookTest::chain);
        return book.stable(held);
    }

    private static VersionVector vector(long a, long b, long c) {
        return VersionVector.EMPTY.with(A, a).with(B, b).with(C, c);
    }
}
