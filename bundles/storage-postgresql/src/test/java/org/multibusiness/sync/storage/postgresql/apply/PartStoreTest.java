package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.api.storage.StagedPart;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;

/** Which parts of a large transaction are kept, and until when. */
public final class PartStoreTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final long A = 0x0a00_0000_0000_0000L;
    private static final long B = 0x0b00_0000_0000_0000L;
    private static final NodeId TELLER = new NodeId("%016x".formatted(A));
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static final String ITEM = "CREATE TABLE item (id integer PRIMARY KEY, sku text UNIQUE, price integer)";
    private static final String FILL = "INSERT INTO item SELECT i, 'S' || i, i FROM generate_series(1, 12000) AS i";
    private static final String STAGED = "SELECT count(*) FROM sync.sync_staged";
    private static final String ORPHANED_LINES = "SELECT count(*) FROM sync.change_log AS c WHERE c.txn < 0"
            + " AND NOT EXISTS (SELECT FROM sync.sync_transactions AS t WHERE t.txn = c.txn)";

    private Branch a;
    private Branch b;

    @Before
    public void twoBranches() throws Exception {
        a = new Branch(SERVER, A, ITEM);
        b = new Branch(SERVER, B, ITEM);
        a.run(FILL);
    }

    @Test
    public void onlyWhatFollowsIsKept() throws Exception {
        List<TransactionPart> parts = Parts.of(a, VersionVector.EMPTY, 300_000);

        assertFalse("a gap", b.applier().stage(TELLER, 1, parts.get(1)));
        assertTrue(b.applier().stage(TELLER, 1, parts.get(0)));
        assertFalse("another run of the teller", b.applier().stage(TELLER, 2, parts.get(1)));
        assertFalse("another teller", b.applier().stage(new NodeId("%016x".formatted(B)), 1, parts.get(1)));
        assertFalse("another transaction of this name", b.applier().stage(TELLER, 1, renamed(parts.get(1))));
        assertTrue(b.applier().stage(TELLER, 1, parts.get(1)));
        assertFalse("the same again", b.applier().stage(TELLER, 1, parts.get(1)));
        assertThat(
                b.applier().staged(),
                is(List.of(new StagedPart(
                        parts.get(0).header(), TELLER, 1, parts.get(1).place(), false))));
    }

    @Test
    public void theFirstPartBeginsAnewAndLeavesNothingBehind() throws Exception {
        List<TransactionPart> parts = Parts.of(a, VersionVector.EMPTY, 300_000);
        keep(parts.subList(0, 1));
        keep(parts.subList(1, 2));

        keep(parts);
        apply(parts);

        assertSame();
        assertThat(b.query(ORPHANED_LINES), is(List.of("0")));
        assertThat(b.query(STAGED), is(List.of("0")));
    }

    /** Found by seed 1883192169415574134: it was asked for again, and began anew while it was about to be applied. */
    @Test
    public void whatIsKeptWholeStaysSoWhateverMoreOfItComes() throws Exception {
        List<TransactionPart> parts = Parts.of(a, VersionVector.EMPTY, 300_000);
        keep(parts);

        assertTrue("the first once more", b.applier().stage(TELLER, 1, parts.get(0)));
        assertTrue("from another one", b.applier().stage(new NodeId("%016x".formatted(B)), 7, parts.get(0)));
        assertTrue("and the next", b.applier().stage(TELLER, 1, parts.get(1)));
        apply(parts);

        assertSame();
        assertThat(b.query(ORPHANED_LINES), is(List.of("0")));
        assertThat(b.query(STAGED), is(List.of("0")));
    }

    @Test
    public void whatCameByAnotherWayMeanwhileIsForgotten() throws Exception {
        List<TransactionPart> parts = Parts.of(a, VersionVector.EMPTY, 300_000);
        keep(parts);
        b.fetch(a);

        ApplyOutcome again = apply(parts);

        assertThat(again.applied(), is(0));
        assertSame();
        assertThat(b.query(ORPHANED_LINES), is(List.of("0")));
        assertThat(b.query(STAGED), is(List.of("0")));
    }

    @Test
    public void whatIsOldOrHeldIsCleanedWhenTheLogIsOpened() throws Exception {
        List<TransactionPart> parts = Parts.of(a, VersionVector.EMPTY, 300_000);
        keep(parts.subList(0, 1));
        b.database().run("UPDATE sync.sync_staged SET touched_at = now() - interval '2 days'");

        assertThat(b.applier().staged(), is(empty()));
        assertThat(b.query(ORPHANED_LINES), is(List.of("0")));
        keep(parts.subList(0, 1));
        b.fetch(a);
        assertThat(b.applier().staged(), is(empty()));
        assertThat(b.query(ORPHANED_LINES), is(List.of("0")));
    }

    @Test
    public void adoptingABranchForgetsAllPartsForNamesMayMeanSomethingElse() throws Exception {
        keep(Parts.of(a, VersionVector.EMPTY, 300_000));

        b.database()
                .log()
                .adopt(Set.of(new org.multibusiness.sync.api.Branch(TELLER, "0123456789abcdef0123456789abcdef")), 0);

        assertThat(b.applier().staged(), is(empty()));
        assertThat(b.query(ORPHANED_LINES), is(List.of("0")));
    }

    private static TransactionPart renamed(TransactionPart part) {
        ChangeTransaction from = part.transaction();
        ChangeTransaction other = new ChangeTransaction(
                from.dot(), from.past(), from.timestamp(), from.committedAt(), "f".repeat(64), from.changes());
        return new TransactionPart(other, part.after(), part.place(), part.last());
    }

    private void keep(List<TransactionPart> parts) throws Exception {
        for (TransactionPart part : parts) {
            assertTrue(b.applier().stage(TELLER, 1, part));
        }
    }

    private ApplyOutcome apply(List<TransactionPart> parts) throws Exception {
        return b.applier().applyStaged(parts.get(0).header(), LastWriter.resolution(), NOON);
    }

    private void assertSame() throws Exception {
        assertThat(b.rows("item"), is(a.rows("item")));
    }
}
