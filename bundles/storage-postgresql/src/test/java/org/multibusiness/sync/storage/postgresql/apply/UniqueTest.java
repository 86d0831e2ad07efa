package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.util.List;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;

/** Two branches give the same value of a unique key to two rows. */
public final class UniqueTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final long A = 0x0a00_0000_0000_0000L;
    private static final long B = 0x0b00_0000_0000_0000L;
    private static final long C = 0x0c00_0000_0000_0000L;

    private static final String ITEM = "CREATE TABLE item (id integer PRIMARY KEY, sku text UNIQUE, name text)";
    private static final String INBOX = "SELECT conflict_id || ' ' || record_id || ' ' || open || decisions"
            + " FROM sync.sync_conflicts WHERE kind = 'UNIQUE' ORDER BY 1";
    private static final String SIDES = "SELECT contributions::text FROM sync.sync_conflicts WHERE kind = 'UNIQUE'";

    private Branch a;
    private Branch b;

    @Before
    public void twoBranches() throws Exception {
        a = new Branch(SERVER, A, ITEM);
        b = new Branch(SERVER, B, ITEM);
    }

    private static void assertEqual(String table, Branch... branches) throws Exception {
        for (Branch branch : branches) {
            assertThat(branch.rows(table), is(branches[0].rows(table)));
            assertThat(branch.query("SELECT reason FROM sync.sync_held"), is(empty()));
        }
    }

    /** Fetches round about until nothing is new; not for ever. */
    private static void exchange(Branch... branches) throws Exception {
        for (int round = 0; round < 10; round++) {
            boolean quiet = true;
            for (Branch to : branches) {
                for (Branch from : branches) {
                    quiet &= to == from || to.fetch(from).applied() == 0;
                }
            }
            if (quiet) {
                return;
            }
        }
        throw new AssertionError("the branches did not come to rest");
    }

    @Test
    public void theLaterRowGetsASuffixAtBothAndIsInBothInboxes() throws Exception {
        a.at("10:00:01").run("INSERT INTO item VALUES (1, 'X', 'tea')");
        b.at("10:00:02").run("INSERT INTO item VALUES (2, 'X', 'jam')");
        List<ChangeTransaction> fromB = b.missing(a.number());

        b.fetch(a);
        a.apply(fromB);

        assertThat(a.rows("item"), is(List.of("(1,X,tea)", "(2,X~0b00,jam)")));
        assertEqual("item", a, b);
        assertThat(a.query(INBOX).size(), is(1));
        assertThat(a.query(INBOX).get(0), containsString(" 2 true"));
        assertThat(a.query(INBOX).get(0), containsString("row 1 had it first"));
        assertThat(b.query(INBOX), is(a.query(INBOX)));
        assertThat(a.query(SIDES), is(b.query(SIDES)));

        exchange(a, b);

        assertThat(a.rows("item"), is(List.of("(1,X,tea)", "(2,X~0b00,jam)")));
        assertEqual("item", a, b);
        assertThat(a.query("SELECT kind FROM sync.sync_conflicts"), is(List.of("UNIQUE")));
    }
}
