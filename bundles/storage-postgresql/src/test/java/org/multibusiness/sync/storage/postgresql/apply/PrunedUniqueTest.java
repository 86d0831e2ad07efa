package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.util.List;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;
import org.multibusiness.sync.storage.postgresql.log.PostgresqlRetention;

/**
 * A row got its value long ago. B deletes it and gives the value to another row; A, not knowing, changes the first one, so it stays.
 * The change that gave it the value has left the log here, there, everywhere or nowhere.
 */
public final class PrunedUniqueTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final long A = 0x0a00_0000_0000_0000L;
    private static final long B = 0x0b00_0000_0000_0000L;
    private static final String ITEM = "CREATE TABLE item (id integer PRIMARY KEY, sku text UNIQUE, name text)";
    private static final String IDS = "SELECT conflict_id FROM sync.sync_conflicts WHERE kind = 'UNIQUE'";
    private static final String REASON =
            "SELECT decisions -> 0 ->> 'reason' FROM sync.sync_conflicts WHERE kind = 'UNIQUE'";

    private Branch a;
    private Branch b;

    @Before
    public void twoBranches() throws Exception {
        a = new Branch(SERVER, A, ITEM);
        b = new Branch(SERVER, B, ITEM);
    }

    private void meet(boolean prunedAtA, boolean prunedAtB) throws Exception {
        a.at("10:00:00").run("INSERT INTO item VALUES (1, 'X', 'tea')");
        b.fetch(a);
        if (prunedAtA) {
            prune(a);
        }
        if (prunedAtB) {
            prune(b);
        }
        b.at("11:00:00").run("DELETE FROM item WHERE id = 1").run("INSERT INTO item VALUES (2, 'X', 'jam')");
        a.at("11:00:01").run("UPDATE item SET name = 'green tea' WHERE id = 1");
        List<ChangeTransaction> fromA = a.missing(b.number());

        a.fetch(b);
        b.apply(fromA);
    }

    private static void prune(Branch branch) throws Exception {
        VersionVector held = branch.number();
        PostgresqlRetention retention =
                new PostgresqlRetention(branch.database().connections());
        retention.kept();
        for (int i = 0; i < 3; i++) {
            retention.prune(held, Duration.ZERO);
        }
        assertThat(branch.query("SELECT count(*) FROM sync.change_log"), is(List.of("0")));
    }

    private void assertTheOldRowKeepsIt() throws Exception {
        List<String> rows = List.of("(1,X,\"green tea\")", "(2,X~0b00,jam)");
        assertThat(a.rows("item"), is(rows));
        assertThat(b.rows("item"), is(rows));
        assertThat(a.query(IDS).size(), is(1));
        assertThat(b.query(IDS), is(a.query(IDS)));
        for (int round = 0; round < 2; round++) {
            a.fetch(b);
            b.fetch(a);
        }
        for (Branch branch : List.of(a, b)) {
            assertThat(branch.rows("item"), is(rows));
            assertThat(branch.query("SELECT reason FROM sync.sync_held"), is(empty()));
            assertThat(branch.query(IDS).size(), is(1));
        }
    }

    @Test
    public void whoHasPrunedItAndWhoHasNotDecideAlike() throws Exception {
        meet(true, false);

        assertTheOldRowKeepsIt();
        assertThat(a.query(REASON).get(0), containsString("row 1 had it first, since before this node's log begins"));
        assertThat(b.query(REASON).get(0), containsString("row 1 had it first, since 2026-01-01T10:00:00Z at node"));
    }

    @Test
    public void soTheyDoTheOtherWayRound() throws Exception {
        meet(false, true);

        assertTheOldRowKeepsIt();
    }

    @Test
    public void twoThatHavePrunedItDecideAlike() throws Exception {
        meet(true, true);

        assertTheOldRowKeepsIt();
    }

    @Test
    public void asTwoThatHaveNot() throws Exception {
        meet(false, false);

        assertTheOldRowKeepsIt();
    }
}
