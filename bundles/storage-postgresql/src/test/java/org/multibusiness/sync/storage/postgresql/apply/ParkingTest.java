package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import java.util.List;
import java.util.Set;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;

public final class ParkingTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    /** What a unique key over a part of the rows refuses can't be settled, so it is parked. */
    private static final String[] ITEM = {
        "CREATE TABLE item (id integer PRIMARY KEY, code text, stock integer)",
        "CREATE UNIQUE INDEX item_code ON item (code) WHERE code <> ''"
    };

    private static final String HELD =
            "SELECT row_key || ' ' || coalesce(sqlstate, '-') || ' ' || reason FROM sync.sync_held ORDER BY txn DESC, id";

    private Branch a;
    private Branch b;

    @Before
    public void twoBranches() throws Exception {
        a = new Branch(SERVER, 0xa, ITEM);
        b = new Branch(SERVER, 0xb, ITEM);
    }

    @Test
    public void valuesThatChangePlacesInATransactionArrive() throws Exception {
        a.run("INSERT INTO item VALUES (1, 'x', 1), (2, 'y', 2), (3, 'z', 3)");
        b.fetch(a);
        a.run(
                "BEGIN",
                "UPDATE item SET code = 'tmp' WHERE id = 1",
                "UPDATE item SET code = 'x' WHERE id = 2",
                "UPDATE item SET code = 'y' WHERE id = 1",
                "COMMIT");

        ApplyOutcome outcome = b.fetch(a);

        assertThat(outcome.held(), is(0));
        assertThat(b.rows("item"), is(List.of("(1,y,1)", "(2,x,2)", "(3,z,3)")));
    }

    @Test
    public void valuesThatMoveOnFromTransactionToTransactionArrive() throws Exception {
        a.run("INSERT INTO item VALUES (1, 'x', 1), (2, 'y', 2)");
        b.fetch(a);
        a.run("UPDATE item SET code = 'z' WHERE id = 2", "UPDATE item SET code = 'y' WHERE id = 1");
        a.run("UPDATE item SET code = 'x' WHERE id = 2");

        ApplyOutcome outcome = b.fetch(a);

        assertThat(outcome.held(), is(0));
        assertThat(b.rows("item"), is(List.of("(1,y,1)", "(2,x,2)")));
    }

    @Test
    public void aUniqueViolationParksOnlyTheOffenderAndWhatTouchesItsRows() throws Exception {
        b.run("INSERT INTO item VALUES (100, 'taken', 0)");
        a.run("INSERT INTO item VALUES (1, 'free', 1)");
        a.run(
                "BEGIN",
                "INSERT INTO item VALUES (2, 'taken', 2)",
                "INSERT INTO item VALUES (3, 'with it', 2)",
                "COMMIT");
        a.run("INSERT INTO item VALUES (4, 'also free', 4)");
        a.run("UPDATE item SET stock = 20 WHERE id = 2");
        a.run("UPDATE item SET stock = 40 WHERE id = 4");

        ApplyOutcome outcome = b.fetch(a);

        assertThat(b.rows("item"), is(List.of("(1,free,1)", "(100,taken,0)", "(4,\"also free\",40)")));
        assertThat(outcome.applied(), is(5));
        assertThat(outcome.held(), is(3));
        assertThat(b.query(HELD).get(0), startsWith("2 23505 ERROR: duplicate key value violates unique constraint"));
        assertThat(b.query(HELD).get(1), startsWith("3 23505 "));
        assertThat(b.query(HELD).get(2), containsString("waits behind 000000000000000a.1:2"));
        assertThat(b.query("SELECT attempts FROM sync.sync_held LIMIT 1"), is(List.of("3")));
    }

    @Test
    public void laterBatchesQueueBehindAParkedRowToo() throws Exception {
        b.run("INSERT INTO item VALUES (100, 'taken', 0)");
        a.run("INSERT INTO item VALUES (2, 'taken', 2)");
        b.fetch(a);
        a.run(
                "BEGIN",
                "UPDATE item SET code = 'fine' WHERE id = 2",
                "INSERT INTO item VALUES (5, 'five', 5)",
                "COMMIT");
        a.run("INSERT INTO item VALUES (6, 'six', 6)");

        ApplyOutcome outcome = b.fetch(a);

        assertThat(outcome.held(), is(2));
        assertThat(b.rows("item"), is(List.of("(100,taken,0)", "(6,six,6)")));

        b.retry();

        assertThat(b.query(HELD), is(empty()));
        assertThat(b.rows("item"), is(List.of("(100,taken,0)", "(2,fine,2)", "(5,five,5)", "(6,six,6)")));
    }

    @Test
    public void whatWasParkedIsAppliedWhenTheCauseIsGone() throws Exception {
        b.run("INSERT INTO item VALUES (100, 'taken', 0)");
        a.run("INSERT INTO item VALUES (2, 'taken', 2)");
        a.run("UPDATE item SET stock = 20 WHERE id = 2");
        b.fetch(a);

        ApplyOutcome inVain = b.retry();
        b.run("UPDATE item SET code = 'renamed' WHERE id = 100");
        ApplyOutcome outcome = b.retry();

        assertThat(inVain.applied(), is(0));
        assertThat(inVain.held(), is(2));
        assertThat(outcome.applied(), is(2));
        assertThat(outcome.held(), is(0));
        a.fetch(b);
        assertThat(b.rows("item"), is(List.of("(100,renamed,0)", "(2,taken,20)")));
        assertThat(a.rows("item"), is(b.rows("item")));
    }

    @Test
    public void oneThatStaysParkedDoesNotKeepTheOthers() throws Exception {
        b.run("INSERT INTO item VALUES (100, 'taken', 0), (101, 'held too', 0)");
        a.run("INSERT INTO item VALUES (1, 'taken', 1)");
        a.run("INSERT INTO item VALUES (2, 'held too', 2)");
        a.run("UPDATE item SET stock = 11 WHERE id = 1");
        a.run("UPDATE item SET stock = 22 WHERE id = 2");
        b.fetch(a);
        b.run("DELETE FROM item WHERE id = 101");

        ApplyOutcome outcome = b.retry();

        assertThat(outcome.applied(), is(2));
        assertThat(outcome.held(), is(2));
        assertThat(b.rows("item"), is(List.of("(100,taken,0)", "(2,\"held too\",22)")));
        assertThat(b.query("SELECT attempts FROM sync.sync_held ORDER BY txn DESC LIMIT 1"), is(List.of("4")));
    }

    @Test
    public void aRowChangedHereWhileItsChangeWasParkedKeepsBoth() throws Exception {
        keepsBoth(0);
    }

    @Test
    public void soItDoesWhenThisNodeWritesUnderAnotherNameSince() throws Exception {
        keepsBoth(7);
    }

    /** The incarnation that B numbers from before the retry on; 0: as before. */
    private void keepsBoth(int incarnation) throws Exception {
        a.run("INSERT INTO item VALUES (1, 'one', 1)");
        b.fetch(a);
        b.run("INSERT INTO item VALUES (100, 'taken', 0)");
        a.at("10:00:00").run("UPDATE item SET code = 'taken', stock = 10 WHERE id = 1");
        b.fetch(a);
        b.at("10:00:01").run("UPDATE item SET stock = 7 WHERE id = 1");
        b.run("UPDATE item SET code = 'renamed' WHERE id = 100");
        b.database().log().adopt(Set.of(), incarnation);

        b.retry();
        a.fetch(b);
        b.fetch(a);

        assertThat(b.query(HELD), is(empty()));
        assertThat(b.rows("item"), is(List.of("(1,taken,7)", "(100,renamed,0)")));
        assertThat(a.rows("item"), is(b.rows("item")));
        assertThat(b.query("SELECT kind FROM sync.sync_conflicts"), is(List.of("UPDATE_UPDATE")));
    }

    @Test
    public void aChangeThatACheckForbidsHereIsParked() throws Exception {
        b.database().run("ALTER TABLE item ADD CONSTRAINT few CHECK (stock < 10)");
        a.run("INSERT INTO item VALUES (1, 'one', 10)");
        a.run("INSERT INTO item VALUES (2, 'two', 2)");

        b.fetch(a);

        assertThat(b.rows("item"), is(List.of("(2,two,2)")));
        assertThat(b.query(HELD).get(0), containsString("violates check constraint \"few\""));
        assertThat(
                b.query("SELECT processed::text FROM sync.sync_events ORDER BY record_id"),
                is(List.of("false", "true")));
    }
}
