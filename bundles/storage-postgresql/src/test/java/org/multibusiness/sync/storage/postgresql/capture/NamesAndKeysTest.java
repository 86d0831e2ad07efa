package org.multibusiness.sync.storage.postgresql.capture;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;
import org.multibusiness.sync.storage.postgresql.Replay;
import org.multibusiness.sync.storage.postgresql.TestDatabase;
import org.multibusiness.sync.storage.postgresql.sql.KeyText;

public final class NamesAndKeysTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private TestDatabase database;

    @Before
    public void prepare() throws Exception {
        database = SERVER.database();
    }

    @Test
    public void quotedNamesWithAnythingInThem() throws Exception {
        String table = "\"odd \"\"table\"\" $capture$ {key} %s \\ 'x' -- \n\"";
        database.with("CREATE TABLE " + table
                + " (\"itemId \"\"%s\"\" {absent} 'q' \\\" text PRIMARY KEY, \"camelCase\" text)");

        database.run(
                "INSERT INTO " + table + " VALUES ('a', 'b'), ('c', 'd')",
                "UPDATE " + table + " SET \"camelCase\" = 'x'",
                "TRUNCATE " + table,
                "INSERT INTO " + table + " VALUES ('e', 'f')");

        assertEquals(List.of("7"), database.query("SELECT count(*) FROM sync.change_log"));
        assertEquals(List.of("e"), database.query("SELECT row_key FROM sync.change_log ORDER BY id DESC LIMIT 1"));
    }

    @Test
    public void columnsNamedLikeOurOwnNames() throws Exception {
        database.with("CREATE TABLE item (k integer, n integer, o integer, row_key integer, place integer, image text,"
                + " sync_old integer, sync_new integer, present integer, absent integer, tg_op text, tg_relid text, txn integer,"
                + " found boolean, \"new\" integer, \"old\" integer, operation text,"
                + " PRIMARY KEY (k, row_key, tg_op, absent, present, sync_new, \"new\", found))");
        database.run(
                "INSERT INTO item SELECT 1, 2, 3, 4, 5, '6', 7, 8, 9, 10, '11', '12', 13, true, 14, 15, '16'",
                "UPDATE item SET image = 'y', o = 5",
                "UPDATE item SET k = 2");

        Replay.assertEqualsTable(database, "item");
    }

    @Test
    public void keysOfManyTypesMeanTheSameToTriggerAndService() throws Exception {
        database.with(
                "CREATE TYPE mood AS ENUM ('glad, \\ \"so\"', 'sad')",
                "CREATE DOMAIN code AS text CHECK (VALUE <> '')",
                "CREATE TABLE a (id char(5) PRIMARY KEY, v integer)",
                "CREATE TABLE b (id boolean, z inet, y mood, x timestamptz, w bytea, v text, u code, t varchar(9)[],"
                        + " s numeric, r uuid, q interval, p \"char\", o name, PRIMARY KEY (id, z, y, x, w, v, u, t, s, r, q, p, o))",
                "CREATE TABLE c (id mood PRIMARY KEY)",
                "CREATE TABLE d (id text COLLATE \"C\", e text COLLATE \"POSIX\", f text COLLATE ci, PRIMARY KEY (id, e, f))"
                        .replace("COLLATE ci", ""));
        database.run(
                "INSERT INTO a VALUES ('ab', 1)",
                "UPDATE a SET v = 2",
                "UPDATE a SET id = 'cd'",
                "INSERT INTO b VALUES (true, '10.0.0.1', 'glad, \\ \"so\"', '2020-01-01 00:00Z', '\\x00ff', 'x,y\\z', 'c', '{\"a,b\",c}',"
                        + " 1.0, gen_random_uuid(), '1 day', 'c', 'n')",
                "INSERT INTO c VALUES ('glad, \\ \"so\"')",
                "INSERT INTO d VALUES ('ä, \\', '\u00a0', 'z')",
                "UPDATE d SET e = 'ö'");

        List<RowChange> changes = database.changes();
        assertTrue(changes.isEmpty());
        List<String> ours = database.after(VersionVector.EMPTY).stream()
                .flatMap(t -> t.changes().stream())
                .map(change -> KeyText.of(
                        change.layout(),
                        Objects.requireNonNull(change.after() != null ? change.after() : change.before())))
                .sorted()
                .toList();
        assertEquals(
                ours,
                database.query("SELECT row_key FROM sync.change_log ORDER BY row_key COLLATE \"C\"").stream()
                        .sorted()
                        .toList());
        for (String table : List.of("a", "b", "c", "d")) {
            Replay.assertEqualsTable(database, table);
        }
    }

    @Test
    public void caseInsensitiveKeyThatChangesItsCaseIsFollowed() throws Exception {
        database.with(
                "CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "CREATE TABLE item (id text COLLATE ci, other text COLLATE \"C\", PRIMARY KEY (id, other))");
        database.run("INSERT INTO item VALUES ('abc', 'x')", "UPDATE item SET id = 'ABC'");

        Replay.assertEqualsTable(database, "item");
        assertTrue(database.install().get(0).reason().contains("written differently"));
    }

    @Test
    public void keyTooLongForAnIndexEntryOfItsTextIsNoProblem() throws Exception {
        database.with("CREATE TABLE item (id bytea, other text, PRIMARY KEY (id, other))");
        database.run(
                "INSERT INTO item SELECT string_agg(decode(md5(g::text), 'hex'), ''), '\\,' FROM generate_series(1, 150) AS g");

        Replay.assertEqualsTable(database, "item");
    }

    @Test
    public void keyColumnsAreWrittenInTheOrderOfTheirNames() throws Exception {
        database.with("CREATE TABLE item (z integer, b text, a text, PRIMARY KEY (z, b, a))");
        database.run("INSERT INTO item VALUES (1, 'two', 'three')");

        assertEquals(List.of("three,two,1"), database.query("SELECT row_key FROM sync.change_log"));
    }
}
