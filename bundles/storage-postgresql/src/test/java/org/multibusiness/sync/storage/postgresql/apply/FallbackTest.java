package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import java.util.List;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;

/** What two branches' changes make together is not allowed by the table. */
public final class FallbackTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final String ITEM = "CREATE TABLE item (id integer PRIMARY KEY, name text,"
            + " stock integer CONSTRAINT not_negative CHECK (stock >= 0))";
    private static final String HELD = "SELECT reason FROM sync.sync_held";
    private static final String JOURNAL =
            "SELECT conflict_id || ' ' || kind || ' ' || decisions || contributions FROM sync.sync_conflicts ORDER BY 1";

    private static Branch branch(int id, String... tables) throws Exception {
        return new Branch(SERVER, id, tables).by(Sum.resolution());
    }

    @Test
    public void whatIsSoldTwiceFallsBackOnTheLaterSaleAtBoth() throws Exception {
        sellTen("10:00:01", "10:00:02", "(1,tea,3)");
        sellTen("10:00:02", "10:00:01", "(1,tea,2)");
    }

    private static void sellTen(String whenA, String whenB, String outcome) throws Exception {
        Branch a = branch(0xa, ITEM);
        Branch b = branch(0xb, ITEM);
        a.run("INSERT INTO item VALUES (1, 'tea', 10), (2, 'jam', 1)");
        b.fetch(a);
        a.at(whenA).run("UPDATE item SET stock = 2 WHERE id = 1", "UPDATE item SET stock = 2 WHERE id = 2");
        b.at(whenB).run("UPDATE item SET stock = 3 WHERE id = 1", "UPDATE item SET stock = 4 WHERE id = 2");
        List<ChangeTransaction> fromB = b.missing(a.number());

        b.fetch(a);
        a.apply(fromB);

        assertThat(a.rows("item"), is(List.of(outcome, "(2,jam,5)")));
        assertThat(b.rows("item"), is(a.rows("item")));
        assertThat(a.query(HELD), is(empty()));
        assertThat(b.query(HELD), is(empty()));
        assertThat(a.query(JOURNAL).size(), is(1));
        assertThat(a.query(JOURNAL).get(0), containsString("CONSTRAINT"));
        assertThat(a.query(JOURNAL).get(0), containsString("not_negative"));
        assertThat(b.query(JOURNAL), is(a.query(JOURNAL)));
    }

    @Test
    public void laterSalesGoOnFromWhatTheRowFellBackOn() throws Exception {
        Branch a = branch(0xa, ITEM);
        Branch b = branch(0xb, ITEM);
        Branch c = branch(0xc, ITEM);
        a.run("INSERT INTO item VALUES (1, 'tea', 10)");
        b.fetch(a);
        c.fetch(a);
        a.at("10:00:01").run("UPDATE item SET stock = 2");
        b.at("10:00:02").run("UPDATE item SET stock = 3");
        b.fetch(a);
        a.fetch(b);
        a.at("10:00:03").run("UPDATE item SET stock = stock - 1");
        b.at("10:00:04").run("UPDATE item SET stock = stock - 1");

        a.fetch(b);
        b.fetch(a);
        c.fetch(b);

        assertThat(a.rows("item"), is(List.of("(1,tea,1)")));
        assertThat(b.rows("item"), is(a.rows("item")));
        assertThat(c.rows("item"), is(a.rows("item")));
        assertThat(c.query(HELD), is(empty()));
    }

    @Test
    public void whatFellBackElsewhereIsJournaledWhereALaterChangeWasInTheWay() throws Exception {
        String names = "SELECT conflict_id || ' ' || kind FROM sync.sync_conflicts";
        Branch a = branch(0xa, ITEM);
        Branch b = branch(0xb, ITEM);
        a.run("INSERT INTO item VALUES (1, 'tea', 10)");
        b.fetch(a);
        a.at("10:00:01").run("UPDATE item SET stock = 2");
        b.at("10:00:02").run("UPDATE item SET stock = 3");
        b.fetch(a);
        List<String> fallen = b.query(names);
        a.at("10:00:03").run("UPDATE item SET name = 'mint'");
        a.apply(b.missing(a.number()));
        b.at("10:00:04").run("UPDATE item SET stock = stock - 1");

        a.fetch(b);
        b.fetch(a);

        assertThat(a.rows("item"), is(List.of("(1,mint,2)")));
        assertThat(b.rows("item"), is(a.rows("item")));
        assertThat(fallen.size(), is(1));
        assertThat(a.query(names), hasItem(fallen.get(0)));
    }

    @Test
    public void aThirdBranchThatSeesTheTwoInAnyOrderComesToTheSame() throws Exception {
        Branch a = branch(0xa, ITEM);
        Branch b = branch(0xb, ITEM);
        Branch c = branch(0xc, ITEM);
        Branch d = branch(0xd, ITEM);
        a.run("INSERT INTO item VALUES (1, 'tea', 10)");
        b.fetch(a);
        c.fetch(a);
        d.fetch(a);
        a.at("10:00:03").run("UPDATE item SET stock = 2");
        b.at("10:00:02").run("UPDATE item SET stock = 3, name = 'mint'");

        c.fetch(a);
        c.fetch(b);
        d.fetch(b);
        d.fetch(a);

        assertThat(c.rows("item"), is(List.of("(1,tea,2)")));
        assertThat(d.rows("item"), is(c.rows("item")));
        assertThat(d.query(JOURNAL), is(c.query(JOURNAL)));
    }

    @Test
    public void aDomainThatForbidsTheSumFallsBackToo() throws Exception {
        String[] tables = {
            "CREATE DOMAIN few AS integer CONSTRAINT at_most_9 CHECK (VALUE < 10)",
            "CREATE TABLE item (id integer PRIMARY KEY, stock few)"
        };
        Branch a = branch(0xa, tables);
        Branch b = branch(0xb, tables);
        a.run("INSERT INTO item VALUES (1, 5)");
        b.fetch(a);
        a.at("10:00:01").run("UPDATE item SET stock = 8");
        b.at("10:00:02").run("UPDATE item SET stock = 9");

        a.fetch(b);
        b.fetch(a);

        assertThat(a.rows("item"), is(List.of("(1,9)")));
        assertThat(b.rows("item"), is(a.rows("item")));
        assertThat(a.query(JOURNAL).get(0), containsString("at_most_9"));
    }

    @Test
    public void twoColumnsThatOnlyTogetherBreakARuleAreTakenFromOneChange() throws Exception {
        String table = "CREATE TABLE item (id integer PRIMARY KEY, low integer, high integer,"
                + " CONSTRAINT ordered CHECK (low <= high))";
        Branch a = branch(0xa, table);
        Branch b = branch(0xb, table);
        a.run("INSERT INTO item VALUES (1, 1, 10)");
        b.fetch(a);
        a.at("10:00:01").run("UPDATE item SET low = 8");
        b.at("10:00:02").run("UPDATE item SET high = 5");

        a.fetch(b);
        b.fetch(a);

        assertThat(a.rows("item"), is(List.of("(1,1,5)")));
        assertThat(b.rows("item"), is(a.rows("item")));
        assertThat(a.query(HELD), is(empty()));
        assertThat(a.query(JOURNAL).size(), is(1));
        assertThat(b.query(JOURNAL), is(a.query(JOURNAL)));
    }

    @Test
    public void whereTheNextSaleComesAlongTheFallBackBeforeItIsJournaledAllTheSame() throws Exception {
        String table = "CREATE TABLE item (id integer PRIMARY KEY, low integer, high integer,"
                + " CONSTRAINT ordered CHECK (low <= high))";
        Branch a = branch(0xa, table);
        Branch b = branch(0xb, table);
        Branch c = branch(0xc, table);
        a.run("INSERT INTO item VALUES (1, 1, 10)");
        b.fetch(a);
        c.fetch(a);
        a.at("10:00:01").run("UPDATE item SET low = 8");
        b.at("10:00:02").run("UPDATE item SET high = 5");
        c.fetch(a);
        c.fetch(b);
        assertThat(c.rows("item"), is(List.of("(1,1,5)")));
        c.at("10:00:03").run("UPDATE item SET high = 6");

        a.fetch(c);
        b.fetch(c);

        String name = "SELECT conflict_id || ' ' || kind FROM sync.sync_conflicts";
        assertThat(a.rows("item"), is(List.of("(1,1,6)")));
        assertThat(b.rows("item"), is(a.rows("item")));
        assertThat(c.query(name).size(), is(1));
        assertThat(a.query(name), is(c.query(name)));
        assertThat(b.query(name), is(c.query(name)));
    }
}
