package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import java.util.List;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;

public final class ApplyTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final String ITEM = "CREATE TABLE item (id integer PRIMARY KEY, name text, stock integer)";

    private Branch a;
    private Branch b;

    @Before
    public void twoBranches() throws Exception {
        a = new Branch(SERVER, 0xa, ITEM);
        b = new Branch(SERVER, 0xb, ITEM);
    }

    @Test
    public void insertsUpdatesAndDeletesArrive() throws Exception {
        a.run("INSERT INTO item SELECT g, 'n' || g, g FROM generate_series(1, 100) AS g");
        b.fetch(a);
        a.run("UPDATE item SET stock = stock + 1 WHERE id > 50", "DELETE FROM item WHERE id <= 10");
        a.run("UPDATE item SET id = 1000 WHERE id = 11");

        ApplyOutcome outcome = b.fetch(a);

        assertThat(outcome.applied(), is(3));
        assertThat(b.rows("item"), is(a.rows("item")));
        assertThat(outcome.head().vector(), is(a.number()));
    }

    @Test
    public void whatWasAppliedIsNotCapturedAgain() throws Exception {
        a.run("INSERT INTO item VALUES (1, 'tea', 5)");

        ApplyOutcome first = b.fetch(a);
        VersionVector later = b.number();

        assertThat(later, is(first.head().vector()));
        assertThat(b.query("SELECT count(*) FROM sync.change_log WHERE txn > 0"), is(List.of("0")));
        assertThat(a.missing(b.number()), is(empty()));
        assertThat(b.missing(a.number()), is(empty()));
    }

    @Test
    public void whatIsHeldAlreadyIsSkipped() throws Exception {
        a.run("INSERT INTO item VALUES (1, 'tea', 5)");
        List<ChangeTransaction> batch = a.missing(VersionVector.EMPTY);
        b.apply(batch);
        b.run("UPDATE item SET stock = 7");

        ApplyOutcome again = b.apply(batch);

        assertThat(again.applied(), is(0));
        assertThat(b.rows("item"), is(List.of("(1,tea,7)")));
    }

    @Test
    public void aTransactionWhoseDependencyIsMissingIsRefused() throws Exception {
        a.run("INSERT INTO item VALUES (1, 'tea', 5)", "UPDATE item SET stock = 6");
        List<ChangeTransaction> batch = a.missing(VersionVector.EMPTY);

        assertThrows(IllegalArgumentException.class, () -> b.apply(batch.subList(1, 2)));

        assertThat(b.rows("item"), is(empty()));
        assertThat(b.number(), is(VersionVector.EMPTY));
    }

    @Test
    public void aThirdBranchGetsReceivedTransactionsExactlyAsTheyWere() throws Exception {
        Branch c = new Branch(SERVER, 0xc, ITEM);
        a.run("INSERT INTO item VALUES (1, 'a \"b\" \\c, (d)', NULL), (2, '', 2)", "UPDATE item SET stock = 8");
        b.fetch(a);

        List<ChangeTransaction> forwarded = b.missing(VersionVector.EMPTY);
        c.fetch(b);

        assertThat(forwarded, is(a.missing(VersionVector.EMPTY)));
        assertThat(c.rows("item"), is(a.rows("item")));
    }

    @Test
    public void aTransactionThatChangesNothingStillCounts() throws Exception {
        a.run("BEGIN", "INSERT INTO item VALUES (1, 'tea', 5)", "DELETE FROM item", "COMMIT");
        a.run("INSERT INTO item VALUES (2, 'jam', 5)");

        ApplyOutcome outcome = b.fetch(a);

        assertThat(outcome.applied(), is(2));
        assertThat(b.rows("item"), is(a.rows("item")));
    }

    @Test
    public void aFailureInTheMiddleLeavesNothingBehind() throws Exception {
        a.run("INSERT INTO item VALUES (1, 'tea', 5)");
        b.database()
                .run(
                        "CREATE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE deadlock_detected; END $$",
                        "CREATE TRIGGER fail BEFORE INSERT ON sync.sync_transactions EXECUTE FUNCTION public.fail()",
                        "ALTER TABLE sync.sync_transactions ENABLE ALWAYS TRIGGER fail");

        StorageException failure = assertThrows(StorageException.class, () -> b.fetch(a));

        assertThat(failure.isTransient(), is(true));
        assertThat(b.rows("item"), is(empty()));
        assertThat(b.query("SELECT txn FROM sync.change_log"), is(empty()));
        b.database().run("DROP TRIGGER fail ON sync.sync_transactions");
        assertThat(b.number(), is(VersionVector.EMPTY));
        b.fetch(a);
        assertThat(b.rows("item"), is(a.rows("item")));
    }

    @Test
    public void aLockedRowIsATransientFailureAndNothingChanges() throws Exception {
        a.run("INSERT INTO item VALUES (1, 'tea', 5), (2, 'jam', 5)");
        b.fetch(a);
        a.run("UPDATE item SET stock = 9");
        try (var user = b.database().connect()) {
            user.setAutoCommit(false);
            user.createStatement().execute("SELECT FROM item WHERE id = 2 FOR UPDATE");

            StorageException failure = assertThrows(StorageException.class, () -> b.fetch(a));

            assertThat(failure.isTransient(), is(true));
            assertThat(failure.getMessage(), containsString("lock timeout"));
            assertThat(b.rows("item"), is(List.of("(1,tea,5)", "(2,jam,5)")));
            user.rollback();
        }

        b.fetch(a);

        assertThat(b.rows("item"), is(a.rows("item")));
    }

    @Test
    public void aRoleThatMayNotBeAReplicaIsToldTheGrant() throws Exception {
        a.run("INSERT INTO item VALUES (1, 'tea', 5)");
        b.database()
                .run(
                        "DROP ROLE IF EXISTS plain",
                        "CREATE ROLE plain LOGIN",
                        "GRANT ALL ON ALL TABLES IN SCHEMA public, sync TO plain",
                        "GRANT USAGE ON SCHEMA sync TO plain");
        BatchApplier plain = new BatchApplier(
                () -> {
                    try {
                        return b.database().connect("plain");
                    } catch (java.sql.SQLException e) {
                        throw new StorageException("no connection", true, e);
                    }
                },
                b.database().layouts(),
                b.database().writing(),
                b.database().numbering());

        StorageException failure = assertThrows(
                StorageException.class,
                () -> plain.apply(a.missing(VersionVector.EMPTY), LastWriter.resolution(), java.time.Instant.EPOCH));

        assertThat(
                failure.getMessage(), containsString("GRANT SET ON PARAMETER session_replication_role TO \"plain\""));
        assertThat(failure.isTransient(), is(not(true)));
    }
}
