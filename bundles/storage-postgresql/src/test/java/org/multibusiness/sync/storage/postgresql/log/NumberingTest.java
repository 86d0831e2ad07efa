package org.multibusiness.sync.storage.postgresql.log;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.multibusiness.sync.storage.postgresql.TestDatabase.run;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.core.log.Numbering;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;
import org.multibusiness.sync.storage.postgresql.Replay;
import org.multibusiness.sync.storage.postgresql.TestDatabase;

public final class NumberingTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private TestDatabase database;

    @Before
    public void prepare() throws Exception {
        database = SERVER.database().with("CREATE TABLE item (id integer PRIMARY KEY, n integer)");
    }

    @Test(timeout = 120_000)
    public void eightWritersThatWaitForEachOtherLoseNoneDoubleNoneAndKeepTheOrderPerRow() throws Exception {
        database.run("INSERT INTO item SELECT g, 0 FROM generate_series(1, 12) AS g");
        database.number();
        long before = database.number().vector().sequence(database.origin());
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> writers = new ArrayList<>();
            for (int writer = 0; writer < 8; writer++) {
                Connection connection = database.connect();
                int seed = writer;
                writers.add(threads.submit(() -> write(connection, new Random(seed))));
            }
            while (writers.stream().anyMatch(writer -> !writer.isDone())) {
                database.number();
            }
            int committed = 0;
            for (Future<Integer> writer : writers) {
                committed += writer.get();
            }
            long numbered = database.number().vector().sequence(database.origin()) - before;

            assertTrue(committed > 100);
            assertEquals(committed, numbered);
            assertEquals(List.of(String.valueOf(3 * committed)), database.query("SELECT sum(n) FROM item"));
            Replay.assertEqualsTable(database, "item");
        } finally {
            threads.shutdownNow();
            assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
        }
    }

    /** Each transaction writes three rows in any order: they wait for each other, and some meet in a deadlock. */
    private static int write(Connection connection, Random random) throws SQLException {
        int committed = 0;
        run(connection, "SET deadlock_timeout = '20ms'");
        for (int i = 0; i < 60; i++) {
            try {
                run(connection, "BEGIN");
                for (int step = 0; step < 3; step++) {
                    run(connection, "UPDATE item SET n = n + 1 WHERE id = " + (1 + random.nextInt(12)));
                }
                run(connection, "COMMIT");
                committed++;
            } catch (SQLException e) {
                run(connection, "ROLLBACK");
            }
        }
        return committed;
    }

    @Test
    public void whoWaitedForAnothersLockIsNumberedAfterIt() throws Exception {
        database.run("INSERT INTO item VALUES (1, 0), (2, 0)");
        database.number();
        Connection first = database.connect();
        Connection second = database.connect();
        // The first transaction, the first event and the smaller transaction id are its: all of them mislead.
        run(first, "BEGIN", "UPDATE item SET n = 10 WHERE id = 1");
        run(second, "BEGIN", "UPDATE item SET n = 20 WHERE id = 2");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> waiting = thread.submit(() -> {
                run(first, "UPDATE item SET n = n + 100 WHERE id = 2", "COMMIT");
                return null;
            });
            Awaitility.await()
                    .until(() -> database.query("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                            .equals(List.of("1")));
            run(second, "COMMIT");
            waiting.get(10, TimeUnit.SECONDS);
        } finally {
            thread.shutdownNow();
        }

        Replay.assertEqualsTable(database, "item");
    }

    @Test
    public void transactionThatIsOpenDuringAPassIsNumberedInALaterOne() throws Exception {
        Connection slow = database.connect();
        run(slow, "BEGIN", "INSERT INTO item VALUES (1, 1)");
        for (int i = 10; i < 15; i++) {
            database.run("INSERT INTO item VALUES (" + i + ", 1)");
            assertEquals(1, database.number().numbered());
        }
        assertEquals(0, database.number().numbered());
        run(slow, "COMMIT");

        assertEquals(1, database.number().numbered());
        assertEquals(0, database.number().numbered());
        Replay.assertEqualsTable(database, "item");
    }

    @Test
    public void passThatIsRolledBackLeavesEverythingToTheNext() throws Exception {
        database.run("INSERT INTO item VALUES (1, 1)");
        Connection service = database.connect();
        service.setAutoCommit(false);
        assertEquals(
                1, database.numbering().run(service, Instant.EPOCH).numbered().size());
        service.rollback();

        assertEquals(1, database.number().numbered());
        Replay.assertEqualsTable(database, "item");
    }

    @Test
    public void aChangeHasTheTimeWhenItWasWrittenHoweverLateItIsNumbered() throws Exception {
        Instant noon = Instant.parse("2026-07-29T12:00:00Z");
        Connection service = database.connect();
        database.run(PostgresqlServer.REAL_TIME);
        String before = database.query("SELECT clock_timestamp()").get(0);
        database.run("INSERT INTO item VALUES (1, 1)", "UPDATE item SET n = 2", "DELETE FROM item");
        assertEquals(
                List.of("3"),
                database.query("SELECT count(*) FROM sync.change_log WHERE written_at BETWEEN '" + before
                        + "' AND clock_timestamp()"));
        database.run("UPDATE sync.change_log SET written_at = clock_timestamp() - interval '1 hour'");

        List<Numbering.Numbered> numbered =
                database.numbering().run(service, noon).numbered();

        assertEquals(3, numbered.size());
        for (Numbering.Numbered one : numbered) {
            Duration age = Duration.between(one.timestamp().wall(), noon);
            assertEquals(age.toString(), 60, age.toMinutes());
        }
        assertEquals(
                List.of("true"),
                database.query(
                        "SELECT bool_and(committed_at BETWEEN '2026-07-29T10:59:00Z' AND '2026-07-29T11:00:00Z')::text"
                                + " FROM sync.sync_transactions"));
    }

    @Test
    public void whatWasCapturedByAVersionThatDidNotNoteTheTimeGetsThatOfThePass() throws Exception {
        Instant noon = Instant.parse("2026-07-29T12:00:00Z");
        database.run("INSERT INTO item VALUES (1, 1)", "UPDATE sync.change_log SET written_at = NULL");

        assertEquals(
                HybridTimestamp.of(noon, 0),
                database.numbering()
                        .run(database.connect(), noon)
                        .numbered()
                        .get(0)
                        .timestamp());
    }

    @Test
    public void numberingGoesOnAfterARestart() throws Exception {
        database.run("INSERT INTO item VALUES (1, 1)");
        database.number();
        database.run("INSERT INTO item VALUES (2, 1)");
        database.log().close();

        TestDatabase again = SERVER.reopen(database);
        again.log().open(TestDatabase.SELF);
        assertEquals(1, again.number().numbered());
        assertEquals(
                List.of(1L, 2L),
                again.after(VersionVector.EMPTY).stream()
                        .map(t -> t.dot().sequence())
                        .toList());
        Replay.assertEqualsTable(again, "item");
    }

    @Test
    public void pastIsWhatWasHeldAndTimestampsGrow() throws Exception {
        OriginId other = OriginId.parse("00000000000000bb.1");
        database.run("INSERT INTO sync.sync_vector VALUES ('" + other + "', 7, 'x')");
        database.run("UPDATE sync.sync_state SET hlc = "
                + HybridTimestamp.of(Instant.parse("2030-01-01T00:00:00Z"), 5).packed());
        database.run("INSERT INTO item VALUES (1, 1)", "INSERT INTO item VALUES (2, 1)");
        database.number();

        List<ChangeTransaction> log = database.after(VersionVector.EMPTY.with(other, 7));
        assertEquals("{00000000000000bb.1=7}", log.get(0).past().entries().toString());
        assertEquals(
                "{00000000000000aa.1=1, 00000000000000bb.1=7}",
                log.get(1).past().entries().toString());
        assertEquals(6, log.get(0).timestamp().counter());
        assertEquals(7, log.get(1).timestamp().counter());
        assertTrue(!log.get(0).chain().equals(log.get(1).chain()));
    }

    @Test
    public void databaseThatMovedToAnotherServerGoesOn() throws Exception {
        database.run("INSERT INTO item VALUES (1, 1)");
        database.number();
        database.run("INSERT INTO item VALUES (2, 1)");
        database.log().close();
        // As after pg_restore: what the log knows lies in the future of this server's transaction ids.
        database.run(
                "UPDATE sync.change_log SET txn = txn + 1000000 WHERE txn > 0",
                "UPDATE sync.sync_transactions SET txn = txn + 1000000 WHERE txn > 0",
                "UPDATE sync.sync_state SET numbered = '5000000:5000000:'");

        database.log().open(TestDatabase.SELF);
        assertEquals(1, database.number().numbered());
        database.run("UPDATE item SET n = 5");
        assertEquals(1, database.number().numbered());
        Replay.assertEqualsTable(database, "item");
    }
}
