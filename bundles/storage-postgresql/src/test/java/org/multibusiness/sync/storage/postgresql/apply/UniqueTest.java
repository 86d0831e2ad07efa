package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.util.List;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.conflict.UniqueAction;
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

    @Test
    public void aBranchThatGetsItAllAtOnceHasTheSameRowsAndTheSameItem() throws Exception {
        Branch c = new Branch(SERVER, C, ITEM);
        a.at("10:00:01").run("INSERT INTO item VALUES (1, 'X', 'tea')");
        b.at("10:00:02").run("INSERT INTO item VALUES (2, 'X', 'jam')");
        a.fetch(b);

        c.fetch(a);
        b.fetch(a);

        assertThat(c.rows("item"), is(List.of("(1,X,tea)", "(2,X~0b00,jam)")));
        assertEqual("item", a, b, c);
        assertThat(c.query(INBOX), is(a.query(INBOX)));
        assertThat(b.query(INBOX), is(a.query(INBOX)));
    }

    @Test
    public void threeRowsOfThreeBranchesInAnyOrderEndAlike() throws Exception {
        Branch c = new Branch(SERVER, C, ITEM);
        a.at("10:00:03").run("INSERT INTO item VALUES (1, 'X', 'tea')");
        b.at("10:00:02").run("INSERT INTO item VALUES (2, 'X', 'jam')");
        c.at("10:00:01").run("INSERT INTO item VALUES (3, 'X', 'bun')");
        a.fetch(b);
        c.fetch(a);
        b.fetch(c);

        exchange(a, b, c);

        assertThat(a.rows("item"), is(List.of("(1,X~0a00,tea)", "(2,X~0b00,jam)", "(3,X,bun)")));
        assertEqual("item", a, b, c);
    }

    @Test
    public void aSuffixThatIsTakenIsFollowedByTheNumberOfTheChange() throws Exception {
        a.at("10:00:01").run("INSERT INTO item VALUES (1, 'X', 'tea'), (7, 'X~0b00', 'mean')");
        b.at("10:00:02").run("INSERT INTO item VALUES (2, 'X', 'jam')");

        exchange(a, b);

        assertThat(a.rows("item"), is(List.of("(1,X,tea)", "(2,X~0b00-1,jam)", "(7,X~0b00,mean)")));
        assertEqual("item", a, b);
    }

    @Test
    public void aTextWithALimitIsShortenedBeforeTheSuffix() throws Exception {
        String[] tables = {
            "CREATE TABLE item (id integer PRIMARY KEY, sku varchar(8) UNIQUE, ean char(9) UNIQUE, no varchar(5) UNIQUE)"
        };
        a = new Branch(SERVER, A, tables);
        b = new Branch(SERVER, B, tables);
        a.at("10:00:01").run("INSERT INTO item VALUES (1, 'ABCDEFGH', 'EAN', NULL)");
        b.at("10:00:02").run("INSERT INTO item VALUES (2, 'ABCDEFGH', NULL, NULL), (3, NULL, 'EAN', NULL)");

        exchange(a, b);

        assertThat(
                a.query("SELECT coalesce(sku, ean) FROM item ORDER BY id"),
                is(List.of("ABCDEFGH", "ABC~0b00", "EAN~0b00")));
        assertEqual("item", a, b);
    }

    @Test
    public void anEditOfTheLoserMadeElsewhereMeanwhileStays() throws Exception {
        Branch c = new Branch(SERVER, C, ITEM);
        a.at("10:00:01").run("INSERT INTO item VALUES (1, 'X', 'tea')");
        b.at("10:00:02").run("INSERT INTO item VALUES (2, 'X', 'jam')");
        c.fetch(b);
        a.fetch(b);
        c.at("10:00:03").run("UPDATE item SET name = 'jelly' WHERE id = 2");

        exchange(a, b, c);

        assertThat(a.rows("item"), is(List.of("(1,X,tea)", "(2,X~0b00,jelly)")));
        assertEqual("item", a, b, c);
    }

    @Test
    public void whoeverRenamesTheLoserLaterIsObeyed() throws Exception {
        a.at("10:00:01").run("INSERT INTO item VALUES (1, 'X', 'tea')");
        b.at("10:00:02").run("INSERT INTO item VALUES (2, 'X', 'jam')");
        exchange(a, b);
        a.at("10:00:03").run("UPDATE item SET sku = 'Y' WHERE id = 2");

        exchange(a, b);

        assertThat(b.rows("item"), is(List.of("(1,X,tea)", "(2,Y,jam)")));
        assertEqual("item", a, b);
    }

    @Test
    public void theKeeperMayBeRenamedOrDeletedMeanwhile() throws Exception {
        Branch c = new Branch(SERVER, C, ITEM);
        a.at("10:00:01").run("INSERT INTO item VALUES (1, 'X', 'tea')", "INSERT INTO item VALUES (3, 'Z', 'rye')");
        c.fetch(a);
        b.at("10:00:02").run("INSERT INTO item VALUES (2, 'X', 'jam')", "INSERT INTO item VALUES (4, 'Z', 'bun')");
        c.at("10:00:03").run("UPDATE item SET sku = 'W' WHERE id = 1", "DELETE FROM item WHERE id = 3");
        b.fetch(a);

        exchange(a, b, c);

        assertThat(a.rows("item"), is(List.of("(1,W,tea)", "(2,X~0b00,jam)", "(4,Z~0b00,bun)")));
        assertEqual("item", a, b, c);
    }

    @Test
    public void aClashMayComeBackAfterAnEditAndIsSettledAgain() throws Exception {
        a.at("10:00:01").run("INSERT INTO item VALUES (1, 'X', 'tea')");
        b.at("10:00:02").run("INSERT INTO item VALUES (2, 'X', 'jam')");
        exchange(a, b);
        a.at("10:00:03").run("UPDATE item SET sku = 'Y' WHERE id = 1");
        b.at("10:00:04").run("UPDATE item SET sku = 'Y' WHERE id = 2");

        exchange(a, b);

        assertThat(a.rows("item"), is(List.of("(1,Y,tea)", "(2,Y~0b00,jam)")));
        assertEqual("item", a, b);
        assertThat(a.query(INBOX).size(), is(2));
        assertThat(b.query(INBOX), is(a.query(INBOX)));
    }

    @Test
    public void aLocalRowWithoutANumberYetCanBeTheLoser() throws Exception {
        a.at("10:00:01").run("INSERT INTO item VALUES (1, 'X', 'tea')");
        b.at("10:00:02").database().run("INSERT INTO item VALUES (2, 'X', 'jam')");

        b.apply(a.missing(VersionVector.EMPTY));
        exchange(a, b);

        assertThat(a.rows("item"), is(List.of("(1,X,tea)", "(2,X~0b00,jam)")));
        assertEqual("item", a, b);
    }

    @Test
    public void aKeyOfSeveralColumnsLengthensItsText() throws Exception {
        String table = "CREATE TABLE seat (id integer PRIMARY KEY, hall text, number integer, UNIQUE (hall, number))";
        a = new Branch(SERVER, A, table);
        b = new Branch(SERVER, B, table);
        a.at("10:00:02").run("INSERT INTO seat VALUES (1, 'red', 7)");
        b.at("10:00:01").run("INSERT INTO seat VALUES (2, 'red', 7), (3, 'blue', 7)");

        exchange(a, b);

        assertThat(a.rows("seat"), is(List.of("(1,red~0a00,7)", "(2,red,7)", "(3,blue,7)")));
        assertEqual("seat", a, b);
    }

    @Test
    public void oneOfTheTransactionsRowsMayClashWhileTheOthersArriveAsTheyAre() throws Exception {
        b.at("10:00:01").run("INSERT INTO item VALUES (100, 'X', '')");
        a.at("10:00:02").run("INSERT INTO item VALUES (1, 'X', ''), (2, 'Y', ''), (3, 'Z', '')");
        a.run(
                "BEGIN",
                "UPDATE item SET sku = NULL",
                "UPDATE item SET sku = 'Z' WHERE id = 2",
                "UPDATE item SET sku = 'Y'" + " WHERE id = 3",
                "COMMIT");
        a.run("UPDATE item SET sku = 'X' WHERE id = 1");

        exchange(a, b);

        assertThat(a.rows("item"), is(List.of("(1,X~0a00,\"\")", "(100,X,\"\")", "(2,Z,\"\")", "(3,Y,\"\")")));
        assertEqual("item", a, b);
    }

    @Test
    public void aTableThatForbidsTheSuffixKeepsTheRowInTheInbox() throws Exception {
        String table = "CREATE TABLE item (id integer PRIMARY KEY, sku text UNIQUE CHECK (sku !~ '~'), name text)";
        a = new Branch(SERVER, A, table);
        b = new Branch(SERVER, B, table);
        a.at("10:00:01").run("INSERT INTO item VALUES (1, 'X', 'tea')");
        b.at("10:00:02").run("INSERT INTO item VALUES (2, 'X', 'jam')");

        exchange(a, b);

        assertThat(a.rows("item"), is(List.of("(1,X,tea)")));
        assertEqual("item", a, b);
        assertThat(a.query(SIDES).get(0), containsString("jam"));
    }

    private static final String[] SHOP = {
        "CREATE TABLE item (id integer PRIMARY KEY, sku text UNIQUE, name text)",
        "CREATE TABLE line (id integer PRIMARY KEY, item_id integer REFERENCES item, n integer)",
        "CREATE TABLE mark (id integer PRIMARY KEY, line_id integer REFERENCES line)"
    };

    private void shopsBy(UniqueAction action) throws Exception {
        a = new Branch(SERVER, A, SHOP).by(Sum.resolution(action));
        b = new Branch(SERVER, B, SHOP).by(Sum.resolution(action));
        a.at("10:00:01").run("INSERT INTO item VALUES (1, 'X', 'tea')");
        b.at("10:00:02").run("INSERT INTO item VALUES (2, 'X', 'jam')");
        b.run("INSERT INTO line VALUES (20, 2, 7)", "INSERT INTO mark VALUES (200, 20)");
    }

    @Test
    public void withParkTheLaterRowAndItsChildrenAreKeptInTheInboxWhole() throws Exception {
        shopsBy(UniqueAction.PARK);
        List<ChangeTransaction> fromB = b.missing(a.number());
        b.fetch(a);
        a.apply(fromB);

        exchange(a, b);

        assertThat(a.rows("item"), is(List.of("(1,X,tea)")));
        assertThat(a.rows("line"), is(empty()));
        assertThat(a.rows("mark"), is(empty()));
        for (String table : List.of("item", "line", "mark")) {
            assertEqual(table, a, b);
        }
        assertThat(a.query(INBOX).size(), is(1));
        assertThat(a.query(SIDES).get(0), containsString("jam"));
        assertThat(a.query(SIDES).get(0), containsString("public.line"));
        assertThat(a.query(SIDES).get(0), containsString("public.mark"));
        assertThat(b.query(SIDES), is(a.query(SIDES)));
    }

    @Test
    public void aChildOfAParkedRowThatComesLaterJoinsItInTheInbox() throws Exception {
        shopsBy(UniqueAction.PARK);
        a.fetch(b);
        b.at("10:00:03").run("INSERT INTO line VALUES (21, 2, 8)", "UPDATE item SET name = 'jelly' WHERE id = 2");

        exchange(a, b);

        assertThat(a.rows("item"), is(List.of("(1,X,tea)")));
        assertThat(a.rows("line"), is(empty()));
        for (String table : List.of("item", "line", "mark")) {
            assertEqual(table, a, b);
        }
        for (Branch branch : List.of(a, b)) {
            String inbox = String.join("", branch.query("SELECT contributions::text FROM sync.sync_conflicts"));
            assertThat(inbox, containsString("\"n\": \"8\""));
            assertThat(inbox, containsString("jelly"));
        }
    }

    @Test
    public void withMergeTheChildrenMoveToTheRowThatStays() throws Exception {
        shopsBy(UniqueAction.MERGE);
        a.fetch(b);
        b.at("10:00:03").run("INSERT INTO line VALUES (21, 2, 8)");

        exchange(a, b);

        assertThat(a.rows("item"), is(List.of("(1,X,tea)")));
        assertThat(a.rows("line"), is(List.of("(20,1,7)", "(21,1,8)")));
        assertThat(a.rows("mark"), is(List.of("(200,20)")));
        for (String table : List.of("item", "line", "mark")) {
            assertEqual(table, a, b);
        }
        assertThat(a.query(INBOX).size(), is(1));
        assertThat(a.query(SIDES).get(0), containsString("jam"));
    }

    @Test
    public void aDeferrableKeyThatTheDatabaseDoesNotCheckForUsIsKeptToo() throws Exception {
        String table =
                "CREATE TABLE item (id integer PRIMARY KEY, sku text UNIQUE DEFERRABLE INITIALLY DEFERRED, name text)";
        a = new Branch(SERVER, A, table);
        b = new Branch(SERVER, B, table);
        a.at("10:00:01").run("INSERT INTO item VALUES (1, 'X', 'tea')");
        b.at("10:00:02").run("INSERT INTO item VALUES (2, 'X', 'jam')");

        exchange(a, b);

        assertThat(a.rows("item"), is(List.of("(1,X,tea)", "(2,X~0b00,jam)")));
        assertEqual("item", a, b);
        assertThat(b.query(INBOX), is(a.query(INBOX)));
    }
}
