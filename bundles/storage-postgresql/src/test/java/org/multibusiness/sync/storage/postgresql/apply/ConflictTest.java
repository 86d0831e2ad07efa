package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.sql.Connection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;
import org.multibusiness.sync.storage.postgresql.TestDatabase;

public final class ConflictTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final String ITEM = "CREATE TABLE item (id integer PRIMARY KEY, name text, stock integer)";
    private static final String JOURNAL =
            "SELECT conflict_id || ' ' || kind || ' ' || record_id || ' ' || decisions FROM sync.sync_conflicts ORDER BY 1";

    private Branch a;
    private Branch b;

    @Before
    public void twoBranchesWithTheSameRow() throws Exception {
        a = new Branch(SERVER, 0xa, ITEM);
        b = new Branch(SERVER, 0xb, ITEM);
        a.run("INSERT INTO item VALUES (1, 'tea', 5)");
        b.fetch(a);
    }

    private void exchange() throws Exception {
        List<ChangeTransaction> fromB = b.missing(a.number());
        b.fetch(a);
        a.apply(fromB);
    }

    @Test
    public void concurrentUpdatesOfDifferentColumnsBothSurvive() throws Exception {
        a.at("10:00:00").run("UPDATE item SET name = 'green tea'");
        b.at("10:00:01").run("UPDATE item SET stock = 4");

        exchange();

        assertThat(a.rows("item"), is(List.of("(1,\"green tea\",4)")));
        assertThat(b.rows("item"), is(a.rows("item")));
        assertThat(a.query(JOURNAL), is(empty()));
    }

    @Test
    public void theSameColumnGoesToTheLaterWriterAndIsJournaledOnceAtBoth() throws Exception {
        a.at("10:00:02").run("UPDATE item SET stock = 3");
        b.at("10:00:01").run("UPDATE item SET stock = 4");

        exchange();
        exchange();

        assertThat(a.rows("item"), is(List.of("(1,tea,3)")));
        assertThat(b.rows("item"), is(a.rows("item")));
        assertThat(a.query(JOURNAL).size(), is(1));
        assertThat(b.query(JOURNAL), is(a.query(JOURNAL)));
    }

    @Test
    public void threeBranchesComeToTheSameRowInAnyOrder() throws Exception {
        Branch c = new Branch(SERVER, 0xc, ITEM);
        c.fetch(a);
        a.at("10:00:03").run("UPDATE item SET stock = 3", "UPDATE item SET name = 'a'");
        b.at("10:00:02").run("UPDATE item SET stock = 2, name = 'b'");
        c.at("10:00:01").run("DELETE FROM item");
        List<ChangeTransaction> fromA = a.missing(VersionVector.EMPTY);
        List<ChangeTransaction> fromB = b.missing(VersionVector.EMPTY);
        List<ChangeTransaction> fromC = c.missing(VersionVector.EMPTY);

        a.apply(fromC);
        a.apply(fromB);
        b.apply(fromA);
        b.apply(fromC);
        c.apply(fromB);
        c.apply(fromA);

        assertThat(a.rows("item"), is(List.of("(1,a,3)")));
        assertThat(b.rows("item"), is(a.rows("item")));
        assertThat(c.rows("item"), is(a.rows("item")));
    }

    @Test
    public void twoOriginsInOneBatchThatDidNotKnowOfEachOtherMeet() throws Exception {
        Branch c = new Branch(SERVER, 0xc, ITEM);
        Branch d = new Branch(SERVER, 0xd, ITEM);
        c.fetch(a);
        d.fetch(a);
        a.at("10:00:03").run("UPDATE item SET name = 'a'");
        c.at("10:00:05").run("UPDATE item SET stock = 7");
        b.fetch(a);
        b.fetch(c);

        ApplyOutcome outcome = d.fetch(b);

        assertThat(outcome.applied(), is(2));
        assertThat(d.rows("item"), is(List.of("(1,a,7)")));
        assertThat(b.rows("item"), is(d.rows("item")));
    }

    @Test
    public void aDeletionRemovesOnlyWhatItSaw() throws Exception {
        a.at("10:00:05").run("DELETE FROM item");
        b.at("10:00:01").run("UPDATE item SET stock = 4");

        exchange();

        assertThat(a.rows("item"), is(List.of("(1,tea,4)")));
        assertThat(b.rows("item"), is(a.rows("item")));
        assertThat(a.query("SELECT kind FROM sync.sync_conflicts"), is(List.of("UPDATE_DELETE")));
        assertThat(b.query(JOURNAL), is(a.query(JOURNAL)));
    }

    @Test
    public void aRowDeletedAtBothIsGone() throws Exception {
        a.run("DELETE FROM item");
        b.run("DELETE FROM item");

        exchange();

        assertThat(a.rows("item"), is(empty()));
        assertThat(b.rows("item"), is(empty()));
        assertThat(b.query(JOURNAL), is(empty()));
    }

    @Test
    public void theSameKeyInsertedAtBothBecomesOneRow() throws Exception {
        a.at("10:00:01").run("INSERT INTO item VALUES (2, 'jam', 1)");
        b.at("10:00:02").run("INSERT INTO item VALUES (2, 'jelly', 1)");

        exchange();

        assertThat(a.rows("item"), is(List.of("(1,tea,5)", "(2,jelly,1)")));
        assertThat(b.rows("item"), is(a.rows("item")));
        assertThat(a.query("SELECT kind FROM sync.sync_conflicts"), is(List.of("INSERT_INSERT")));
        assertThat(b.query(JOURNAL), is(a.query(JOURNAL)));
    }

    @Test
    public void aConflictThatALaterChangeOfTheBatchHasSettledIsJournaledToo() throws Exception {
        a.at("10:00:01").run("UPDATE item SET stock = 3");
        b.at("10:00:02").run("UPDATE item SET stock = 4");
        a.fetch(b);
        a.at("10:00:03").run("UPDATE item SET stock = 34");

        b.fetch(a);

        assertThat(b.rows("item"), is(List.of("(1,tea,34)")));
        assertThat(b.query(JOURNAL), is(a.query(JOURNAL)));
        assertThat(b.query(JOURNAL).size(), is(1));
    }

    @Test
    public void aConflictIsFoundHoweverOldTheOtherChangeIs() throws Exception {
        b.at("10:00:00").run("UPDATE item SET name = 'mint'");
        b.run("INSERT INTO item SELECT g, 'x', g FROM generate_series(100, 300) AS g");
        for (int i = 0; i < 5; i++) {
            b.run("UPDATE item SET stock = " + i + " WHERE id > 200");
        }
        a.at("11:00:00").run("UPDATE item SET stock = 1");

        exchange();

        assertThat(b.query("SELECT name || stock FROM item WHERE id = 1"), is(List.of("mint1")));
        assertThat(a.rows("item"), is(b.rows("item")));
    }

    @Test
    public void aLocalChangeThatIsCommittedWhileWeWaitForItsRowIsAConflict() throws Exception {
        a.at("10:00:05").run("UPDATE item SET stock = 3");
        List<ChangeTransaction> batch = a.missing(VersionVector.EMPTY);
        ExecutorService service = Executors.newSingleThreadExecutor();
        try (Connection user = b.database().connect()) {
            user.setAutoCommit(false);
            TestDatabase.run(user, "UPDATE item SET name = 'black tea', stock = 4");

            Future<ApplyOutcome> applied = service.submit(() -> applyInTheEnd(b.at("10:00:01"), batch));
            Awaitility.await()
                    .atMost(10, TimeUnit.SECONDS)
                    .pollInterval(5, TimeUnit.MILLISECONDS)
                    .until(() -> !b.query("SELECT pid FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
                            .isEmpty());
            user.commit();
            applied.get(10, TimeUnit.SECONDS);
        } finally {
            service.shutdownNow();
        }

        assertThat(b.rows("item"), is(List.of("(1,\"black tea\",3)")));
        a.fetch(b);
        assertThat(a.rows("item"), is(b.rows("item")));
        assertThat(a.query(JOURNAL).size(), is(1));
        assertThat(a.query(JOURNAL), is(b.query(JOURNAL)));
    }

    @Test
    public void aLocalInsertOfTheSameKeyThatIsCommittedWhileWeWaitIsAConflict() throws Exception {
        a.at("10:00:05").run("INSERT INTO item VALUES (2, 'jam', 1)");
        List<ChangeTransaction> batch = a.missing(VersionVector.EMPTY);
        ExecutorService service = Executors.newSingleThreadExecutor();
        try (Connection user = b.database().connect()) {
            user.setAutoCommit(false);
            TestDatabase.run(user, "INSERT INTO item VALUES (2, 'jelly', 2)");

            Future<ApplyOutcome> applied = service.submit(() -> applyInTheEnd(b.at("10:00:01"), batch));
            Awaitility.await()
                    .atMost(10, TimeUnit.SECONDS)
                    .pollInterval(5, TimeUnit.MILLISECONDS)
                    .until(() -> !b.query("SELECT pid FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'")
                            .isEmpty());
            user.commit();
            applied.get(10, TimeUnit.SECONDS);
        } finally {
            service.shutdownNow();
        }
        a.fetch(b);

        assertThat(b.query("SELECT name FROM item WHERE id = 2"), is(List.of("jam")));
        assertThat(a.rows("item"), is(b.rows("item")));
        assertThat(a.query(JOURNAL).size(), is(1));
        assertThat(a.query(JOURNAL), is(b.query(JOURNAL)));
    }

    @Test
    public void aCommittedLocalChangeWithoutANumberIsNeverOverwritten() throws Exception {
        a.at("10:00:05").run("UPDATE item SET stock = 3");
        b.at("10:00:01").database().run("UPDATE item SET name = 'mint'");

        b.apply(a.missing(VersionVector.EMPTY));

        assertThat(b.rows("item"), is(List.of("(1,mint,3)")));
        a.fetch(b);
        assertThat(a.rows("item"), is(b.rows("item")));
    }

    @Test
    public void withAWriterInAHotLoopOnTheSameRowBothConverge() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService service = Executors.newSingleThreadExecutor();
        try (Connection user = b.database().connect()) {
            Future<Integer> writer = service.submit(() -> {
                int count = 0;
                while (!enough.get()) {
                    TestDatabase.run(user, "UPDATE item SET stock = stock + 1 WHERE id = 1");
                    count++;
                }
                return count;
            });
            for (int i = 0; i < 80; i++) {
                a.run("UPDATE item SET name = 'n" + i + "', stock = stock + 1 WHERE id = 1");
                fetchInTheEnd(b, a);
                if (i % 20 == 0) {
                    fetchInTheEnd(a, b);
                }
            }
            enough.set(true);
            assertThat(writer.get(10, TimeUnit.SECONDS) > 0, is(true));
        } finally {
            enough.set(true);
            service.shutdown();
        }

        b.fetch(a);
        a.fetch(b);
        b.fetch(a);

        assertThat(a.rows("item"), is(b.rows("item")));
        assertThat(a.query("SELECT name FROM item"), is(List.of("n79")));
    }

    /** A transient failure is what the engine answers by trying again. */
    private static ApplyOutcome applyInTheEnd(Branch to, List<ChangeTransaction> batch) throws StorageException {
        for (int i = 0; ; i++) {
            try {
                return to.apply(batch);
            } catch (StorageException e) {
                if (!e.isTransient() || i == 20) {
                    throw e;
                }
            }
        }
    }

    private static void fetchInTheEnd(Branch to, Branch from) throws StorageException {
        from.number();
        applyInTheEnd(to, from.missing(to.number()));
    }
}
