package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;

/** Transactions that are too large to be read, sent and applied whole. */
public final class StagedTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final long A = 0x0a00_0000_0000_0000L;
    private static final long B = 0x0b00_0000_0000_0000L;
    private static final NodeId TELLER = new NodeId("%016x".formatted(A));
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static final String ITEM = "CREATE TABLE item (id integer PRIMARY KEY, sku text UNIQUE, price integer"
            + " CHECK (price >= 0), shelf integer)";
    private static final String SHELF = "CREATE TABLE shelf (id integer PRIMARY KEY, name text)";
    /** So that slices end within the transaction: 5,000 rows are one. */
    private static final int ROWS = 12_000;

    private static final String FILL =
            "INSERT INTO item SELECT i, 'S' || i, i, 1 FROM generate_series(1, " + ROWS + ") AS i";
    private static final String STAGED = "SELECT count(*) FROM sync.sync_staged";

    private Branch a;
    private Branch b;

    @Before
    public void twoBranches() throws Exception {
        a = new Branch(SERVER, A, SHELF, ITEM);
        b = new Branch(SERVER, B, SHELF, ITEM);
    }

    @Test
    public void aLargeTransactionComesInPartsAndIsAppliedAsOne() throws Exception {
        a.run(FILL);

        List<TransactionPart> parts = parts(100_000);
        parts.forEach(this::keep);

        assertThat(parts, hasSize(greaterThan(5)));
        assertThat(b.rows("item"), is(empty()));
        assertThat(b.query("SELECT count(*) FROM sync.sync_events"), is(List.of("0")));
        ApplyOutcome outcome = apply(parts);
        assertThat(outcome.applied(), is(1));
        assertThat(outcome.head().vector(), is(a.number()));
        assertSame();
        assertThat(b.query("SELECT count(*) FROM sync.sync_events"), is(List.of("" + ROWS)));
        assertThat(b.query(STAGED), is(List.of("0")));
        assertThat(b.query("SELECT events FROM sync.sync_transactions"), is(List.of("" + ROWS)));
    }

    @Test
    public void whoGotItInPartsPassesItOnInParts() throws Exception {
        a.run(FILL);
        List<TransactionPart> fromA = parts(100_000);
        fromA.forEach(this::keep);
        apply(fromA);

        List<TransactionPart> fromB = Parts.of(b, VersionVector.EMPTY, 150_000);

        assertThat(Parts.changes(fromB), is(ROWS));
        assertThat(fromB.get(0).header(), is(fromA.get(0).header()));
    }

    @Test
    public void smallTransactionsBeforeALargeOneComeWhole() throws Exception {
        a.run("INSERT INTO shelf VALUES (1, 'low')", "INSERT INTO shelf VALUES (2, 'high')", FILL);

        LogSlice first = Parts.read(a, VersionVector.EMPTY, 0, Map.of(), 100_000);
        LogSlice second = Parts.read(a, Parts.known(first), first.position(), Map.of(), 100_000);

        assertThat(first.transactions(), hasSize(2));
        assertTrue(first.more());
        assertThat(second.transactions(), is(empty()));
        assertThat(Parts.part(second).after(), is(0L));
    }

    @Test
    public void ofWhatTheReaderHasAllOnlyAnEmptyLastPartComes() throws Exception {
        a.run(FILL);
        Dot dot = parts(100_000).get(0).transaction().dot();

        TransactionPart part =
                Parts.part(Parts.read(a, VersionVector.EMPTY, 0, Map.of(dot, Long.MAX_VALUE / 2), 100_000));

        assertTrue(part.last());
        assertThat(part.transaction().changes(), is(empty()));
    }

    @Test
    public void aRowThatChangedInSeveralPartsBecomesWhatItWasLast() throws Exception {
        a.run("INSERT INTO item VALUES (0, 'hot', 0, 1)");
        b.fetch(a);
        a.database().run("BEGIN", FILL);
        for (int i = 1; i <= 5; i++) {
            a.database().run("UPDATE item SET price = price + 1 WHERE id < 50");
        }
        a.database().run("DELETE FROM item WHERE id BETWEEN 100 AND 200", "COMMIT");
        a.number();

        List<TransactionPart> parts = parts(b.number(), 200_000);
        parts.forEach(this::keep);
        apply(parts);

        assertSame();
        assertThat(b.query("SELECT price FROM item WHERE id = 0"), is(List.of("5")));
    }

    @Test
    public void uniqueValuesThatMoveThroughTheWholeTableAreNoClash() throws Exception {
        a.run(FILL);
        b.fetch(a);
        a.run(
                "BEGIN",
                "UPDATE item SET sku = 'T' || id",
                "UPDATE item SET sku = 'S' || (id % " + ROWS + " + 1)",
                "COMMIT");

        List<TransactionPart> parts = parts(b.number(), 300_000);
        parts.forEach(this::keep);
        apply(parts);

        assertSame();
        assertThat(b.query("SELECT count(*) FROM sync.sync_conflicts"), is(List.of("0")));
        assertThat(b.query("SELECT count(*) FROM sync.sync_held"), is(List.of("0")));
    }

    @Test
    public void aClashWithARowThatWasMadeHereIsSettledAsInASmallTransaction() throws Exception {
        b.at("10:00:01").run("INSERT INTO item VALUES (-7, 'S11000', 1, 1)");
        a.at("10:00:02").run(FILL);

        List<TransactionPart> parts = parts(300_000);
        parts.forEach(this::keep);
        apply(parts);
        a.fetch(b);
        b.fetch(a);

        assertSame();
        assertThat(
                b.query("SELECT sku FROM item WHERE id IN (-7, 11000) ORDER BY id"),
                is(List.of("S11000", "S11000~0a00")));
        assertThat(b.query("SELECT kind || record_id FROM sync.sync_conflicts"), is(List.of("UNIQUE11000")));
    }

    @Test
    public void rowsThatMetConcurrentChangesAreDecidedByTheirRules() throws Exception {
        a.run(FILL);
        b.fetch(a);
        b.at("10:00:01").run("UPDATE item SET price = 777 WHERE id IN (3, 9000)");
        a.at("10:00:02").run("UPDATE item SET price = 5");

        List<TransactionPart> parts = parts(b.number(), 300_000);
        parts.forEach(this::keep);
        ApplyOutcome outcome = apply(parts);
        a.fetch(b);

        assertThat(outcome.conflicts(), is(2));
        assertThat(b.query("SELECT DISTINCT price FROM item"), is(List.of("5")));
        assertSame();
        assertThat(
                b.query("SELECT conflict_id FROM sync.sync_conflicts ORDER BY 1"),
                is(a.query("SELECT conflict_id FROM sync.sync_conflicts ORDER BY 1")));
    }

    @Test
    public void aParentThatWasDeletedMeanwhileIsRevived() throws Exception {
        for (var branch : List.of(a, b)) {
            branch.database().run("ALTER TABLE item ADD FOREIGN KEY (shelf) REFERENCES shelf");
        }
        a.run("INSERT INTO shelf VALUES (1, 'low')");
        b.fetch(a);
        b.at("10:00:01").run("DELETE FROM shelf WHERE id = 1");
        a.at("10:00:02").run(FILL);

        List<TransactionPart> parts = parts(b.number(), 300_000);
        parts.forEach(this::keep);
        apply(parts);
        a.fetch(b);

        assertThat(b.rows("shelf"), is(List.of("(1,low)")));
        assertThat(a.rows("shelf"), is(List.of("(1,low)")));
        assertSame();
    }

    @Test
    public void whatTheTableRefusesIsHeldWholeAndComesWhenTheRuleIsGone() throws Exception {
        b.run("ALTER TABLE item ADD CONSTRAINT cheap CHECK (price < 11500)");
        a.run(FILL);

        List<TransactionPart> parts = parts(300_000);
        parts.forEach(this::keep);
        ApplyOutcome outcome = apply(parts);

        assertThat(outcome.held(), is(ROWS));
        assertThat(outcome.head().vector(), is(a.number()));
        assertThat(b.rows("item"), is(empty()));
        assertThat(b.query("SELECT DISTINCT reason FROM sync.sync_held").get(0), containsString("cheap"));
        b.run("ALTER TABLE item DROP CONSTRAINT cheap");
        b.retry();
        assertSame();
        assertThat(b.query("SELECT count(*) FROM sync.sync_held"), is(List.of("0")));
    }

    @Test
    public void rowsOfATableThatIsNotHereWaitAndTheOthersDoNot() throws Exception {
        b.run("DROP TABLE shelf");
        b.database().install();
        a.run("BEGIN", "INSERT INTO shelf SELECT i, 'shelf' FROM generate_series(1, 7) AS i", FILL, "COMMIT");

        List<TransactionPart> parts = parts(300_000);
        parts.forEach(this::keep);
        ApplyOutcome outcome = apply(parts);

        assertThat(outcome.held(), is(7));
        assertThat(b.query("SELECT count(*) FROM item"), is(List.of("" + ROWS)));
        assertThat(
                b.query("SELECT DISTINCT reason FROM sync.sync_held").get(0),
                containsString("public.shelf does not exist here"));
    }

    @Test
    public void whoTouchesAParkedRowWaitsWhole() throws Exception {
        b.run("ALTER TABLE item ADD CONSTRAINT cheap CHECK (price < 90000)");
        a.run("INSERT INTO item VALUES (50, 'dear', 99999, 1)");
        b.fetch(a);
        a.run("BEGIN", "UPDATE item SET price = 1", FILL.replace("(1, ", "(100, "), "COMMIT");

        List<TransactionPart> parts = parts(b.number(), 300_000);
        parts.forEach(this::keep);
        apply(parts);

        assertThat(b.rows("item"), is(empty()));
        assertThat(
                b.query("SELECT DISTINCT reason FROM sync.sync_held ORDER BY 1 DESC")
                        .get(0),
                containsString("waits behind"));
        b.run("ALTER TABLE item DROP CONSTRAINT cheap");
        b.retry();
        assertSame();
    }

    private void keep(TransactionPart part) {
        try {
            assertTrue(b.applier().stage(TELLER, 1, part));
        } catch (StorageException e) {
            throw new AssertionError(e);
        }
    }

    private ApplyOutcome apply(List<TransactionPart> parts) throws Exception {
        return b.applier().applyStaged(parts.get(0).header(), LastWriter.resolution(), NOON);
    }

    private void assertSame() throws Exception {
        assertThat(b.rows("item"), is(a.rows("item")));
        assertThat(b.rows("shelf"), is(a.rows("shelf")));
    }

    private List<TransactionPart> parts(long bytes) throws Exception {
        return parts(VersionVector.EMPTY, bytes);
    }

    private List<TransactionPart> parts(VersionVector known, long bytes) throws Exception {
        return Parts.of(a, known, bytes);
    }
}
