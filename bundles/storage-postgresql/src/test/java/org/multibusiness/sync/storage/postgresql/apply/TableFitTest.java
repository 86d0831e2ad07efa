package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.util.List;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;

public final class TableFitTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final String ITEM = "CREATE TABLE item (id integer PRIMARY KEY, name text)";
    private static final String REASONS = "SELECT DISTINCT reason FROM sync.sync_held";

    @Test
    public void changesOfATableThatIsNotHereAreHeldAndTheOthersFlow() throws Exception {
        Branch a = new Branch(SERVER, 0xa, ITEM, "CREATE TABLE extra (id integer PRIMARY KEY, note text)");
        Branch b = new Branch(SERVER, 0xb, ITEM);
        a.run("BEGIN", "INSERT INTO item VALUES (1, 'tea')", "INSERT INTO extra VALUES (1, 'x')", "COMMIT");
        a.run("UPDATE extra SET note = 'y'", "INSERT INTO extra VALUES (2, 'z')", "DELETE FROM extra WHERE id = 2");

        ApplyOutcome outcome = b.fetch(a);

        assertThat(b.rows("item"), is(a.rows("item")));
        assertThat(outcome.held(), is(4));
        assertThat(b.query(REASONS).get(0), containsString("public.extra does not exist here"));

        b.database().run("CREATE TABLE extra (note text, id integer PRIMARY KEY)");
        b.database().install();
        ApplyOutcome released = b.retry();

        assertThat(released.applied(), is(4));
        assertThat(released.held(), is(0));
        assertThat(b.query("SELECT id || note FROM extra"), is(List.of("1y")));
    }

    @Test
    public void whatATableHeldBeforeItWasSyncedGivesWayToHeldChanges() throws Exception {
        Branch a = new Branch(SERVER, 0xa, ITEM);
        Branch b = new Branch(SERVER, 0xb);
        a.run("INSERT INTO item VALUES (1, 'old'), (2, 'only at a')").run("UPDATE item SET name = 'new' WHERE id = 1");
        b.fetch(a);

        b.database().run(ITEM, "INSERT INTO item VALUES (1, 'old'), (3, 'only at b')");
        b.database().install();
        a.fetch(b);
        b.retry();
        a.fetch(b);
        b.fetch(a);

        assertThat(b.rows("item"), is(List.of("(1,new)", "(2,\"only at a\")", "(3,\"only at b\")")));
        assertThat(a.rows("item"), is(b.rows("item")));
    }

    @Test
    public void changesOfATableWithOtherColumnsAreHeldUntilItIsAltered() throws Exception {
        Branch a = new Branch(
                SERVER,
                0xa,
                "CREATE TABLE item (id integer PRIMARY KEY, name text, price numeric(8,2))",
                "CREATE TABLE ok (id integer PRIMARY KEY)");
        Branch b = new Branch(
                SERVER,
                0xb,
                "CREATE TABLE item (id integer PRIMARY KEY, name varchar(20), own date)",
                "CREATE TABLE ok (id integer PRIMARY KEY)");
        a.run("INSERT INTO item VALUES (1, 'tea', 2.5)", "INSERT INTO ok VALUES (1)");

        b.fetch(a);

        assertThat(b.rows("ok"), is(a.rows("ok")));
        assertThat(
                b.query(REASONS).get(0),
                containsString(
                        "column name is character varying(20) here and text there; column price (numeric(8,2)) is missing here;"
                                + " column own (date) is only here"));

        b.database().run("ALTER TABLE item DROP COLUMN own, ALTER COLUMN name TYPE text");
        b.database().install();
        b.retry();
        assertThat(b.query(REASONS).get(0).contains("column own"), is(false));

        b.database().run("ALTER TABLE item ADD COLUMN price numeric(8,2)");
        b.database().install();
        a.run("UPDATE item SET name = 'mint'");
        b.fetch(a);
        b.retry();

        assertThat(b.query("SELECT count(*) FROM sync.sync_held"), is(List.of("0")));
        assertThat(b.query("SELECT id || name || price FROM item"), is(List.of("1mint2.50")));
        b.run("UPDATE item SET price = 3");
        a.fetch(b);
        assertThat(a.query("SELECT id || name || price FROM item"), is(List.of("1mint3.00")));
    }

    @Test
    public void aTableThatCantBeSyncedHereIsNamedWithTheReason() throws Exception {
        Branch a = new Branch(SERVER, 0xa, ITEM);
        Branch b = new Branch(SERVER, 0xb, "CREATE TABLE item (id integer, name text)");
        a.run("INSERT INTO item VALUES (1, 'tea')");

        b.fetch(a);

        assertThat(b.query(REASONS).get(0), containsString("public.item is not synced here: it has no primary key"));
    }

    @Test
    public void theOrderOfColumnsDoesNotMatter() throws Exception {
        Branch a = new Branch(SERVER, 0xa, "CREATE TABLE item (x integer, name text, y text, PRIMARY KEY (x, y))");
        Branch b = new Branch(
                SERVER,
                0xb,
                "CREATE TABLE item (y text, gone text, name text, x integer, PRIMARY KEY (y, x))",
                "ALTER TABLE item DROP COLUMN gone");
        a.run("INSERT INTO item VALUES (1, 'one', 'a,b'), (2, 'two', 'c')");
        b.fetch(a);
        a.at("10:00:00").run("UPDATE item SET name = 'eins' WHERE x = 1", "DELETE FROM item WHERE x = 2");
        b.at("10:00:01").run("UPDATE item SET name = 'un' WHERE x = 1");

        b.fetch(a);
        a.fetch(b);

        assertThat(b.query("SELECT x || name || y FROM item"), is(List.of("1una,b")));
        assertThat(a.query("SELECT x || name || y FROM item"), is(List.of("1una,b")));
        assertThat(
                a.query("SELECT conflict_id FROM sync.sync_conflicts"),
                is(b.query("SELECT conflict_id FROM sync.sync_conflicts")));
    }

    @Test
    public void generatedAndIdentityColumnsFollow() throws Exception {
        String table = "CREATE TABLE item (id uuid PRIMARY KEY, n integer GENERATED ALWAYS AS IDENTITY, a integer,"
                + " twice integer GENERATED ALWAYS AS (a * 2) STORED)";
        String keyed = "CREATE TABLE keyed (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a integer)";
        Branch a = new Branch(SERVER, 0xa, table, keyed);
        Branch b = new Branch(SERVER, 0xb, table, keyed);
        a.run(
                "INSERT INTO keyed (a) VALUES (1), (2)",
                "UPDATE keyed SET a = 3 WHERE id = 1",
                "INSERT INTO item (id, a) SELECT md5(g::text)::uuid, g FROM generate_series(1, 3) AS g");
        b.fetch(a);
        a.run("UPDATE item SET a = 10 WHERE a = 1");
        a.run("UPDATE item SET n = DEFAULT WHERE a = 2");
        a.run(
                "BEGIN",
                "DELETE FROM item WHERE a = 3",
                "INSERT INTO item (id, a) VALUES (md5('3')::uuid, 33)",
                "COMMIT");

        ApplyOutcome outcome = b.fetch(a);

        assertThat(outcome.held(), is(0));
        assertThat(b.rows("item"), is(a.rows("item")));
        assertThat(b.rows("keyed"), is(a.rows("keyed")));
    }

    @Test
    public void usersTriggersAndForeignKeysStayQuiet() throws Exception {
        String[] tables = {
            "CREATE TABLE parent (id integer PRIMARY KEY)",
            "CREATE TABLE child (id integer PRIMARY KEY, parent integer REFERENCES parent ON DELETE CASCADE, n integer DEFAULT 0)",
            "CREATE FUNCTION count_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n = NEW.n + 1; RETURN NEW; END $$",
            "CREATE TRIGGER count_up BEFORE INSERT OR UPDATE ON child FOR EACH ROW EXECUTE FUNCTION count_up()"
        };
        Branch a = new Branch(SERVER, 0xa, tables);
        Branch b = new Branch(SERVER, 0xb, tables);
        a.run(
                "INSERT INTO parent VALUES (1), (2)",
                "INSERT INTO child VALUES (10, 1), (20, 2)",
                "UPDATE child SET parent = 2");
        b.fetch(a);
        a.run("DELETE FROM parent WHERE id = 2");

        b.fetch(a);

        assertThat(b.rows("child"), is(a.rows("child")));
        assertThat(b.rows("parent"), is(a.rows("parent")));
        assertThat(a.missing(b.number()).size(), is(0));
    }

    @Test
    public void partitionedTablesArriveThroughTheirRoot() throws Exception {
        String[] tables = {
            "CREATE TABLE sale (id integer, day date, amount integer, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
            "CREATE TABLE sale_1 PARTITION OF sale FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
            "CREATE TABLE sale_2 PARTITION OF sale FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')"
        };
        Branch a = new Branch(SERVER, 0xa, tables);
        Branch b = new Branch(SERVER, 0xb, tables);
        a.run(
                "INSERT INTO sale VALUES (1, '2026-01-05', 5), (2, '2026-02-05', 6)",
                "INSERT INTO sale_1 VALUES (3, '2026-01-06', 7)");
        a.run("UPDATE sale SET day = '2026-02-06' WHERE id = 1", "DELETE FROM sale WHERE id = 2");

        b.fetch(a);

        assertThat(b.rows("sale"), is(a.rows("sale")));
    }

    @Test
    public void camelCaseNamesAndKeyOnlyTablesArrive() throws Exception {
        String[] tables = {
            "CREATE SCHEMA \"My Shop\"",
            "CREATE TABLE \"orderItem\" (\"orderId\" integer, \"Item \"\"X\"\"\" text, PRIMARY KEY (\"orderId\", \"Item \"\"X\"\"\"))"
        };
        Branch a = new Branch(SERVER, 0xa, tables);
        Branch b = new Branch(SERVER, 0xb, tables);
        a.run("INSERT INTO \"orderItem\" VALUES (1, 'a'), (1, 'b,c'), (2, 'd')");
        b.fetch(a);
        a.run(
                "DELETE FROM \"orderItem\" WHERE \"orderId\" = 2",
                "UPDATE \"orderItem\" SET \"orderId\" = 3 WHERE \"orderId\" = 1");
        b.fetch(a);

        assertThat(b.rows("\"orderItem\""), is(a.rows("\"orderItem\"")));
    }
}
