package org.multibusiness.sync.storage.postgresql.capture;

import static org.junit.Assert.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;
import org.multibusiness.sync.storage.postgresql.Replay;
import org.multibusiness.sync.storage.postgresql.TestDatabase;

public final class PartitionsTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private TestDatabase database;

    @Before
    public void prepare() throws Exception {
        database = SERVER.database();
        database.run(
                "CREATE TABLE sale (id integer, day date, note text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
                "CREATE TABLE sale_2020 PARTITION OF sale FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
                "CREATE TABLE sale_2021 PARTITION OF sale FOR VALUES FROM ('2021-01-01') TO ('2022-01-01')"
                        + " PARTITION BY LIST (id)",
                "CREATE TABLE sale_2021_one PARTITION OF sale_2021 FOR VALUES IN (1)",
                // Its columns stand in another order.
                "CREATE TABLE sale_2021_rest (gone integer, note text, day date NOT NULL, id integer NOT NULL)",
                "ALTER TABLE sale_2021_rest DROP COLUMN gone",
                "ALTER TABLE sale_2021 ATTACH PARTITION sale_2021_rest DEFAULT",
                "INSERT INTO sale VALUES (1, '2020-05-05', 'a'), (1, '2021-05-05', 'b'), (2, '2021-05-05', 'c')");
        database.with();
    }

    @After
    public void logEqualsTable() throws Exception {
        assertEquals(List.of(), database.query("SELECT reason FROM sync.sync_held"));
    }

    @Test
    public void onlyTheRootIsATable() throws Exception {
        assertEquals(
                List.of("public.sale"),
                database.install().stream()
                        .map(status -> status.table().toString())
                        .toList());
    }

    @Test
    public void statementsOnTheRootAreRecordedOnce() throws Exception {
        assertChanges(
                database.changes("UPDATE sale SET note = note || '!'", "DELETE FROM sale WHERE id = 2"),
                "DELETE [2, 2021-05-05, c!] -> null",
                "UPDATE [1, 2020-05-05, a] -> [1, 2020-05-05, a!]",
                "UPDATE [1, 2021-05-05, b] -> [1, 2021-05-05, b!]",
                "UPDATE [2, 2021-05-05, c] -> [2, 2021-05-05, c!]");
        Replay.assertEqualsTable(database, "sale");
    }

    @Test
    public void rowThatMovesToAnotherPartitionIsDeletionAndInsertion() throws Exception {
        assertChanges(
                database.changes("UPDATE sale SET day = '2021-06-06' WHERE day = '2020-05-05'"),
                "DELETE [1, 2020-05-05, a] -> null",
                "INSERT null -> [1, 2021-06-06, a]");
        Replay.assertEqualsTable(database, "sale");
    }

    @Test
    public void statementsOnPartitionsAreRecordedAsRowsOfTheRoot() throws Exception {
        List<RowChange> changes = database.changes(
                "UPDATE sale_2020 SET note = 'x'",
                "INSERT INTO sale_2021_rest (id, day, note) VALUES (3, '2021-01-01', 'y')",
                "DELETE FROM sale_2021 WHERE id = 1");

        assertChanges(
                changes,
                "DELETE [1, 2021-05-05, b] -> null",
                "INSERT null -> [y, 2021-01-01, 3]",
                "UPDATE [1, 2020-05-05, a] -> [1, 2020-05-05, x]");
        assertEquals(
                List.of("sale"),
                changes.stream().map(c -> c.layout().table().name()).distinct().toList());
        assertEquals(
                List.of("2021-01-01,3"),
                database.query("SELECT row_key FROM sync.change_log WHERE new_row LIKE '(y%'"));
    }

    @Test
    public void truncateOfRootAndOfPartitionDeletesTheRowsOnce() throws Exception {
        assertEquals(1, database.changes("TRUNCATE sale_2021_rest").size());
        assertEquals(2, database.changes("TRUNCATE sale").size());
    }

    @Test
    public void newPartitionIsCapturedFromTheNextInstallOn() throws Exception {
        database.run("CREATE TABLE sale_2022 PARTITION OF sale FOR VALUES FROM ('2022-01-01') TO ('2023-01-01')");
        database.install();

        assertChanges(
                database.changes("INSERT INTO sale_2022 VALUES (9, '2022-02-02', 'n')", "TRUNCATE sale_2022"),
                "DELETE [9, 2022-02-02, n] -> null",
                "INSERT null -> [9, 2022-02-02, n]");
    }

    private static void assertChanges(List<RowChange> changes, String... expected) {
        assertEquals(
                Stream.of(expected).sorted().toList(),
                Shown.of(changes).stream().sorted().toList());
    }
}
