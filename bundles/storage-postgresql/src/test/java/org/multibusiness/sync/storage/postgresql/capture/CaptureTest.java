package org.multibusiness.sync.storage.postgresql.capture;

import static org.junit.Assert.assertEquals;
import static org.multibusiness.sync.storage.postgresql.TestDatabase.run;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;
import org.multibusiness.sync.storage.postgresql.Replay;
import org.multibusiness.sync.storage.postgresql.TestDatabase;
import org.postgresql.PGConnection;

public final class CaptureTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private TestDatabase database;

    @Before
    public void prepare() throws Exception {
        database = SERVER.database()
                .with(
                        "CREATE TABLE item (id integer PRIMARY KEY, name text, price numeric(8,2))",
                        "CREATE TABLE line (id integer PRIMARY KEY, item integer REFERENCES item ON DELETE CASCADE"
                                + " ON UPDATE CASCADE, amount integer)");
    }

    @After
    public void logEqualsTables() throws Exception {
        Replay.assertEqualsTable(database, "item");
        Replay.assertEqualsTable(database, "line");
    }

    @Test
    public void insertUpdateAndDeleteCarryBothImages() throws Exception {
        assertChanges(
                database.changes(
                        "INSERT INTO item VALUES (1, 'tea', 2.50)",
                        "UPDATE item SET price = 3 WHERE id = 1",
                        "DELETE FROM item WHERE id = 1"),
                "INSERT null -> [1, tea, 2.50]",
                "UPDATE [1, tea, 2.50] -> [1, tea, 3.00]",
                "DELETE [1, tea, 3.00] -> null");
    }

    @Test
    public void statementOfManyRowsRecordsEachOfThem() throws Exception {
        List<RowChange> inserted =
                database.changes("INSERT INTO item SELECT g, 'n' || g, g FROM generate_series(1, 3000) AS g");
        List<RowChange> updated = database.changes("UPDATE item SET price = price + 1 WHERE id % 2 = 0");
        List<RowChange> deleted = database.changes("DELETE FROM item WHERE id <= 10");

        assertEquals(List.of(3000, 1500, 10), List.of(inserted.size(), updated.size(), deleted.size()));
    }

    @Test(timeout = 60_000)
    public void updateOfManyRowsAfterManySingleOnesIsNotQuadratic() throws Exception {
        database.run("INSERT INTO item SELECT g, 'n' || g, g FROM generate_series(1, 40000) AS g");
        database.run("DO 'BEGIN FOR i IN 1..20 LOOP UPDATE item SET price = 0 WHERE id = i; END LOOP; END'");

        assertEquals(
                40_000, database.changes("UPDATE item SET name = name || 'x'").size());
    }

    @Test
    public void rolledBackTransactionRecordsNothing() throws Exception {
        assertChanges(database.changes("BEGIN", "INSERT INTO item VALUES (1, 'tea', 1)", "ROLLBACK"));
    }

    @Test
    public void whatASavepointTakesBackIsNotRecorded() throws Exception {
        assertChanges(
                database.changes(
                        "BEGIN",
                        "INSERT INTO item VALUES (1, 'tea', 1)",
                        "SAVEPOINT s",
                        "INSERT INTO item VALUES (2, 'no', 1)",
                        "ROLLBACK TO s",
                        "INSERT INTO item VALUES (3, 'jam', 1)",
                        "COMMIT"),
                "INSERT null -> [1, tea, 1.00]",
                "INSERT null -> [3, jam, 1.00]");
    }

    @Test
    public void updateThatChangesNothingIsNoEvent() throws Exception {
        database.run("INSERT INTO item VALUES (1, 'tea', 1), (2, 'jam', 1)");

        assertChanges(
                database.changes("UPDATE item SET price = CASE id WHEN 1 THEN 1 ELSE 2 END"),
                "UPDATE [2, jam, 1.00] -> [2, jam, 2.00]");
    }

    @Test
    public void changeOfTheKeyIsDeletionAndInsertion() throws Exception {
        database.run("INSERT INTO item VALUES (1, 'tea', 1)");

        assertChanges(
                database.changes("UPDATE item SET id = 7, price = 2"),
                "INSERT null -> [7, tea, 2.00]",
                "DELETE [1, tea, 1.00] -> null");
    }

    @Test
    public void keysThatMoveUpInOneStatementEndWhereTheTableSays() throws Exception {
        database.run("INSERT INTO item VALUES (1, 'a', 1), (2, 'b', 1), (3, 'c', 1)");

        assertEquals(4, database.changes("UPDATE item SET id = id - 1").size());
    }

    @Test
    public void upsertRecordsWhatItInsertedAndWhatItUpdated() throws Exception {
        database.run("INSERT INTO item VALUES (1, 'tea', 1)");

        assertChanges(
                database.changes("INSERT INTO item VALUES (1, 'tea', 5), (2, 'jam', 6)"
                        + " ON CONFLICT (id) DO UPDATE SET price = excluded.price"),
                "INSERT null -> [2, jam, 6.00]",
                "UPDATE [1, tea, 1.00] -> [1, tea, 5.00]");
    }

    @Test
    public void mergeRecordsAllThreeKinds() throws Exception {
        database.run("INSERT INTO item VALUES (1, 'tea', 1), (2, 'jam', 1)");

        assertChanges(
                database.changes("MERGE INTO item USING (VALUES (1, 9), (2, 0), (3, 7)) AS v (id, p) ON item.id = v.id"
                        + " WHEN MATCHED AND v.p = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET price = v.p"
                        + " WHEN NOT MATCHED THEN INSERT VALUES (v.id, 'new', v.p)"),
                "INSERT null -> [3, new, 7.00]",
                "UPDATE [1, tea, 1.00] -> [1, tea, 9.00]",
                "DELETE [2, jam, 1.00] -> null");
    }

    @Test
    public void cascadesAreRecorded() throws Exception {
        database.run(
                "INSERT INTO item VALUES (1, 'tea', 1), (2, 'jam', 1)",
                "INSERT INTO line VALUES (10, 1, 1), (11, 2, 1), (12, 2, 2)");

        assertChanges(
                database.changes("UPDATE item SET id = 5 WHERE id = 1", "DELETE FROM item WHERE id = 2"),
                "UPDATE [10, 1, 1] -> [10, 5, 1]",
                "INSERT null -> [5, tea, 1.00]",
                "DELETE [1, tea, 1.00] -> null",
                "DELETE [11, 2, 1] -> null",
                "DELETE [12, 2, 2] -> null",
                "DELETE [2, jam, 1.00] -> null");
    }

    @Test
    public void userTriggersThatChangeTheSameRowAndOtherTablesAreRecordedAsTheyEnd() throws Exception {
        database.run(
                "CREATE FUNCTION before_row() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN NEW.name := upper(NEW.name); RETURN NEW; END'",
                "CREATE FUNCTION after_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN"
                        + " UPDATE item SET price = price + 10 WHERE id = NEW.id AND price < 10;"
                        + " INSERT INTO line VALUES (NEW.id * 100, NEW.id, 1)"
                        + "   ON CONFLICT (id) DO UPDATE SET amount = line.amount + 1; RETURN NULL; END'",
                "CREATE TRIGGER a BEFORE INSERT OR UPDATE ON item FOR EACH ROW EXECUTE FUNCTION before_row()",
                "CREATE TRIGGER b AFTER INSERT OR UPDATE ON item FOR EACH ROW EXECUTE FUNCTION after_row()");

        assertChanges(
                database.changes("INSERT INTO item VALUES (1, 'tea', 1)"),
                "INSERT null -> [100, 1, 2]",
                "INSERT null -> [1, TEA, 11.00]");
        assertChanges(
                database.changes("UPDATE item SET name = 'jam', price = 2"),
                "UPDATE [100, 1, 2] -> [100, 1, 4]",
                "UPDATE [1, TEA, 11.00] -> [1, JAM, 12.00]");
    }

    @Test
    public void truncateDeletesEachRow() throws Exception {
        database.run("INSERT INTO item VALUES (1, 'tea', 1), (2, 'jam', 1)", "INSERT INTO line VALUES (10, 1, 1)");

        assertEquals(3, database.changes("TRUNCATE item, line").size());
        database.run("INSERT INTO item VALUES (1, 'tea', 1)", "INSERT INTO line VALUES (10, 1, 1)");
        assertEquals(2, database.changes("TRUNCATE item CASCADE").size());
    }

    @Test
    public void copyIsRecorded() throws Exception {
        Connection user = database.connect();
        List<RowChange> changes = database.changesBy(() -> copy(user, "1\ttea\t1\n2\t\\N\t2\n"));

        assertChanges(changes, "INSERT null -> [1, tea, 1.00]", "INSERT null -> [2, null, 2.00]");
    }

    @Test
    public void statementsWithinStatementsAreRecorded() throws Exception {
        database.run("INSERT INTO item VALUES (1, 'tea', 1), (2, 'jam', 1)");

        assertChanges(
                database.changes("WITH gone AS (DELETE FROM item WHERE id = 1 RETURNING *)"
                        + " INSERT INTO item SELECT id + 10, name, price FROM gone"),
                "DELETE [1, tea, 1.00] -> null",
                "INSERT null -> [11, tea, 1.00]");
    }

    @Test
    public void rowThatComesAndGoesInOneTransactionLeavesAnEmptyTransaction() throws Exception {
        assertChanges(database.changes(
                "BEGIN", "INSERT INTO item VALUES (1, 'tea', 1)", "DELETE FROM item WHERE id = 1", "COMMIT"));
        assertEquals(1L, database.number().vector().sequence(database.origin()));
    }

    @Test
    public void preparedTransactionIsRecordedWhenItCommits() throws Exception {
        assertChanges(database.changes("BEGIN", "INSERT INTO item VALUES (1, 'tea', 1)", "PREPARE TRANSACTION 'p'"));
        assertChanges(database.changes("COMMIT PREPARED 'p'"), "INSERT null -> [1, tea, 1.00]");
    }

    @Test
    public void appliedChangesAreNotRecorded() throws Exception {
        assertChanges(database.changes(
                "SET session_replication_role = replica",
                "INSERT INTO item VALUES (1, 'tea', 1)",
                "DELETE FROM item",
                "RESET session_replication_role"));
    }

    @Test
    public void writerWithoutRightsInSchemaSyncIsRecorded() throws Exception {
        database.run(
                "DROP ROLE IF EXISTS till",
                "CREATE ROLE till LOGIN",
                "GRANT INSERT, UPDATE, DELETE, TRUNCATE, SELECT ON item TO till");
        Connection till = database.connect("till");

        assertChanges(
                database.changesBy(() -> run(
                        till,
                        "INSERT INTO item VALUES (1, 'tea', 1), (2, 'jam', 1)",
                        "UPDATE item SET id = 3 WHERE id = 1",
                        "DELETE FROM item WHERE id = 3")),
                "DELETE [1, tea, 1.00] -> null",
                "DELETE [3, tea, 1.00] -> null",
                "INSERT null -> [1, tea, 1.00]",
                "INSERT null -> [2, jam, 1.00]",
                "INSERT null -> [3, tea, 1.00]");
        database.run("DROP OWNED BY till", "DROP ROLE till");
    }

    @Test
    public void whoPutsFunctionsInTheSearchPathGainsNothing() throws Exception {
        database.run(
                "DROP ROLE IF EXISTS thief",
                "CREATE ROLE thief LOGIN",
                "CREATE SCHEMA thief AUTHORIZATION thief",
                "GRANT INSERT ON item TO thief");
        Connection thief = database.connect("thief");
        run(
                thief,
                "CREATE FUNCTION thief.has_table_privilege(oid, text) RETURNS boolean LANGUAGE sql AS 'SELECT 1/0 = 0'",
                "CREATE FUNCTION thief.pg_current_xact_id() RETURNS xid8 LANGUAGE sql AS 'SELECT (1/0)::text::xid8'",
                "CREATE TEMP TABLE sync_new (id integer)",
                "SET search_path = thief, pg_catalog, public");

        assertChanges(
                database.changesBy(() -> run(thief, "INSERT INTO public.item VALUES (1, 'tea', 1)")),
                "INSERT null -> [1, tea, 1.00]");
        thief.close();
        database.run("DROP OWNED BY thief", "DROP ROLE thief");
    }

    @Test
    public void tablesAreFoundWhenTheyAreNew() throws Exception {
        database.run("CREATE TABLE late (id uuid PRIMARY KEY)", "INSERT INTO late VALUES (gen_random_uuid())");
        database.install();
        database.run("INSERT INTO late VALUES (gen_random_uuid())");

        Replay.assertEqualsTable(database, "late");
        assertEquals(
                new TreeSet<>(List.of("item", "late", "line")),
                new TreeSet<>(
                        database.install().stream().map(s -> s.table().name()).toList()));
    }

    private static void assertChanges(List<RowChange> changes, String... expected) {
        assertEquals(
                Stream.of(expected).sorted().toList(),
                Shown.of(changes).stream().sorted().toList());
    }

    private static void copy(Connection user, String text) throws SQLException {
        try {
            user.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY item FROM STDIN", new StringReader(text));
        } catch (IOException e) {
            throw new SQLException(e);
        }
    }
}
