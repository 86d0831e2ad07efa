package org.multibusiness.sync.storage.postgresql.capture;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.multibusiness.sync.storage.postgresql.TestDatabase.run;

import java.sql.Connection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;
import org.multibusiness.sync.storage.postgresql.Replay;
import org.multibusiness.sync.storage.postgresql.TestDatabase;

/** What happens between an ALTER TABLE and the next install: the user's statements go on, and nothing is mistaken. */
public final class AlteredTableTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private TestDatabase database;
    private Connection warm;

    @Before
    public void prepare() throws Exception {
        database = SERVER.database()
                .with("CREATE TABLE item (id integer PRIMARY KEY, name text, price numeric(8,2), flag boolean)");
        database.run("INSERT INTO item VALUES (1, 'tea', 1, true), (2, 'jam', 2, false), (3, 'rye', 3, false)");
        warm = database.connect();
        run(
                warm,
                "UPDATE item SET price = price + 1",
                "INSERT INTO item VALUES (9, 'x', 0, true)",
                "DELETE FROM item WHERE id = 9");
        database.number();
    }

    @Test
    public void addedColumnIsInTheImageAtOnce() throws Exception {
        database.run("ALTER TABLE item ADD COLUMN stock integer DEFAULT 5");

        assertEquals(
                List.of("UPDATE [1, tea, 2.00, t, 5] -> [1, tea, 2.00, t, 6]"),
                written("UPDATE item SET stock = 6 WHERE id = 1"));
        assertEquals("id,name,price,flag,stock", columns("INSERT INTO item VALUES (4, 'oil', 1, true, 1)"));
    }

    @Test
    public void droppedColumnIsGoneFromTheImageAtOnce() throws Exception {
        database.run("ALTER TABLE item DROP COLUMN price");

        assertEquals("id,name,flag", columns("UPDATE item SET name = 'new' WHERE id = 1"));
        assertEquals(List.of("DELETE [1, new, t] -> null"), written("DELETE FROM item WHERE id = 1"));
    }

    @Test
    public void columnDroppedAndAnotherAddedIsNotMistakenForIt() throws Exception {
        database.run("ALTER TABLE item DROP COLUMN flag", "ALTER TABLE item ADD COLUMN sold boolean DEFAULT true");

        assertEquals("id,name,price,sold", columns("UPDATE item SET name = 'new' WHERE id = 1"));
    }

    @Test
    public void renamedAndRetypedColumnsAreSeenAtOnce() throws Exception {
        database.run("ALTER TABLE item RENAME COLUMN name TO \"itemName\"");
        assertEquals("id,itemName,price,flag", columns("UPDATE item SET price = 8 WHERE id = 1"));

        database.run("ALTER TABLE item ALTER COLUMN price TYPE numeric(12,4)");
        List<RowChange> changes = changes("UPDATE item SET price = 9 WHERE id = 1");
        assertEquals("numeric(12,4)", changes.get(0).layout().columns().get(2).type());
    }

    @Test
    public void renamedKeyColumnIsFollowed() throws Exception {
        database.run("ALTER TABLE item RENAME COLUMN id TO number");

        List<RowChange> changes = changes(
                "INSERT INTO item VALUES (4, 'oil', 1, true)",
                "UPDATE item SET price = 7 WHERE number = 4",
                "UPDATE item SET number = 5 WHERE number = 4",
                "DELETE FROM item WHERE number = 5");

        assertEquals(
                List.of("4", "4", "5", "4", "5"),
                changes.stream().map(c -> c.key().text()).toList());
        assertEquals(
                List.of("4", "4", "4", "5", "5"),
                database.query("SELECT row_key FROM sync.change_log WHERE layout_id <> 1 ORDER BY row_key"));
        Replay.assertEqualsTable(database, "item");
    }

    @Test
    public void droppedKeyColumnNeverMakesAStatementFail() throws Exception {
        database.run("ALTER TABLE item DROP COLUMN id");

        run(
                warm,
                "INSERT INTO item VALUES ('oil', 1, true)",
                "UPDATE item SET price = 0",
                "DELETE FROM item",
                "TRUNCATE item");
        database.number();

        assertTrue(database.query("SELECT reason FROM sync.sync_held").stream()
                .allMatch("the table had no primary key then"::equals));
        assertEquals(List.of("9"), database.query("SELECT count(*) FROM sync.sync_held"));
    }

    @Test
    public void droppedKeyConstraintLeavesTheFormerKeyInForce() throws Exception {
        database.run("ALTER TABLE item DROP CONSTRAINT item_pkey");

        assertEquals(
                List.of("UPDATE [1, tea, 2.00, t] -> [1, new, 2.00, t]"),
                written("UPDATE item SET name = 'new' WHERE id = 1"));
        assertTrue(
                database.install().get(0).reason(),
                database.install().get(0).reason().contains("has no primary key"));
    }

    @Test
    public void otherKeyIsFollowed() throws Exception {
        database.run("ALTER TABLE item DROP CONSTRAINT item_pkey", "ALTER TABLE item ADD PRIMARY KEY (name, id)");

        assertEquals(
                "1,tea",
                changes("UPDATE item SET price = 8 WHERE id = 1").get(0).key().text());
    }

    @Test
    public void retypedKeyIsFollowed() throws Exception {
        database.run("ALTER TABLE item ALTER COLUMN id TYPE text USING 'k' || id");

        assertEquals(
                "k1",
                changes("UPDATE item SET price = 8 WHERE id = 'k1'")
                        .get(0)
                        .key()
                        .text());
    }

    @Test
    public void renamedTableGoesOnAndCanBeTruncated() throws Exception {
        database.run("ALTER TABLE item RENAME TO \"Goods\"");
        run(warm, "UPDATE \"Goods\" SET price = 8 WHERE id = 1", "TRUNCATE \"Goods\"");
        database.number();
        database.install();

        assertEquals(
                List.of("public.Goods"),
                database.capture().tables().stream()
                        .map(s -> s.table().toString())
                        .toList());
        assertEquals(
                List.of("INSERT null -> [7, oil, 1.00, t]"),
                written("INSERT INTO \"Goods\" VALUES (7, 'oil', 1, true)"));
    }

    @Test
    public void alterWithinTheTransactionThatWritesIsSeen() throws Exception {
        assertEquals(
                List.of("UPDATE [1, tea, 2.00, t, null] -> [1, tea, 5.00, t, 9]"),
                written(
                        "BEGIN",
                        "UPDATE item SET price = 4 WHERE id = 1",
                        "ALTER TABLE item ADD COLUMN stock integer DEFAULT 7",
                        "UPDATE item SET price = 5, stock = 9 WHERE id = 1",
                        "COMMIT"));
    }

    @Test
    public void alterThatIsTakenBackLeavesNoTrace() throws Exception {
        run(warm, "BEGIN", "ALTER TABLE item DROP COLUMN name", "UPDATE item SET price = 4 WHERE id = 1", "ROLLBACK");

        assertEquals(
                List.of("UPDATE [1, tea, 2.00, t] -> [1, tea, 5.00, t]"),
                written("UPDATE item SET price = 5 WHERE id = 1"));
        assertEquals(
                List.of("0"),
                database.query("SELECT count(*) FROM sync.change_log WHERE layout_id <> 1 AND operation <> 'C'"));
    }

    @Test
    public void snapshotOlderThanTheAlterIsNotTakenIn() throws Exception {
        run(warm, "BEGIN ISOLATION LEVEL REPEATABLE READ");
        TestDatabase.query(warm, "SELECT count(*) FROM sync.sync_nodes");
        database.run("ALTER TABLE item DROP COLUMN flag", "ALTER TABLE item ADD COLUMN sold boolean DEFAULT true");

        assertEquals("id,name,price,sold", columns("UPDATE item SET name = 'new' WHERE id = 1", "COMMIT"));
    }

    @Test
    public void installFollowsAndTheNextStatementIsCapturedAsUsual() throws Exception {
        database.run("ALTER TABLE item ADD COLUMN stock integer");
        database.install();
        run(warm, "UPDATE item SET stock = 3 WHERE id = 1");

        assertEquals(
                List.of("0"),
                database.query("SELECT count(*) FROM sync.change_log WHERE layout_id = 0 AND operation <> 'C'"));
        database.number();
        Stream<String> last = database.query("SELECT new_row FROM sync.change_log ORDER BY id DESC LIMIT 1").stream();
        assertEquals(List.of("(1,tea,2.00,t,3)"), last.toList());
    }

    @Test
    public void installChangesNothingWhereNothingChanged() throws Exception {
        String rows = "SELECT xmin::text FROM pg_proc WHERE proname LIKE 'capture%' UNION ALL"
                + " SELECT xmin::text FROM pg_trigger WHERE tgname LIKE 'sync%' UNION ALL SELECT xmin::text FROM sync.sync_tables";
        List<String> before = database.query(rows);
        database.install();

        assertEquals(before, database.query(rows));
    }

    private List<RowChange> changes(String... statements) throws Exception {
        return database.changesBy(() -> run(warm, statements));
    }

    private List<String> written(String... statements) throws Exception {
        return Shown.of(changes(statements));
    }

    private String columns(String... statements) throws Exception {
        return String.join(
                ",",
                changes(statements).get(0).layout().columns().stream()
                        .map(ColumnLayout::name)
                        .toList());
    }
}
