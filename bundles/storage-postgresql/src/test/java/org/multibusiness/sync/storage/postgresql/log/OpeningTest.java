package org.multibusiness.sync.storage.postgresql.log;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;
import org.multibusiness.sync.storage.postgresql.TestDatabase;

public final class OpeningTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private TestDatabase database;

    @Before
    public void prepare() throws Exception {
        database = SERVER.database();
    }

    @Test
    public void originStaysTheSame() throws Exception {
        assertEquals(new OriginId(TestDatabase.SELF, 1), database.log().open(TestDatabase.SELF));
        assertEquals(new OriginId(TestDatabase.SELF, 1), database.log().open(TestDatabase.SELF));
    }

    @Test
    public void secondServiceOnTheSameDatabaseIsRefused() throws Exception {
        database.log().open(TestDatabase.SELF);
        TestDatabase second = SERVER.reopen(database);

        StorageException refusal =
                assertThrows(StorageException.class, () -> second.log().open(TestDatabase.SELF));

        assertFalse(refusal.isTransient());
        assertTrue(refusal.toString(), refusal.toString().contains("already syncs this database"));
        database.log().close();
        second.log().open(TestDatabase.SELF);
    }

    @Test
    public void logOfAnotherNodeIsRefused() throws Exception {
        database.log().open(TestDatabase.SELF);
        database.log().close();

        StorageException refusal =
                assertThrows(StorageException.class, () -> database.log().open(new NodeId("00000000000000bb")));

        assertFalse(refusal.isTransient());
        assertTrue(refusal.toString(), refusal.toString().contains("belongs to node 00000000000000aa"));
    }

    @Test
    public void logOfTheNamedNodeIsTakenOverAndItsHistoryStaysThatNodes() throws Exception {
        NodeId copy = new NodeId("00000000000000bb");
        database.with("CREATE TABLE item (id integer PRIMARY KEY)");
        database.run("INSERT INTO item VALUES (1)");
        database.number();
        database.log().close();

        assertEquals(new OriginId(copy, 1), database.log().open(copy, Optional.of(TestDatabase.SELF)));
        database.run("INSERT INTO item VALUES (2)");

        VersionVector held = database.number().vector();
        assertEquals(VersionVector.of(Map.of(database.origin(), 1L, new OriginId(copy, 1), 1L)), held);
        database.log().close();
        assertEquals(
                "again, with the key still set",
                new OriginId(copy, 1),
                database.log().open(copy, Optional.of(TestDatabase.SELF)));
    }

    @Test
    public void nodeThatReturnsToACopyOfItsLogDoesNotGiveNumbersTwice() throws Exception {
        NodeId copy = new NodeId("00000000000000bb");
        database.with("CREATE TABLE item (id integer PRIMARY KEY)");
        database.run("INSERT INTO item VALUES (1)");
        database.number();
        database.log().close();
        database.log().open(copy, Optional.of(TestDatabase.SELF));
        database.log().close();

        assertEquals(new OriginId(TestDatabase.SELF, 2), database.log().open(TestDatabase.SELF, Optional.of(copy)));
    }

    @Test
    public void logOfANodeThatIsNotNamedIsRefused() throws Exception {
        database.log().open(TestDatabase.SELF);
        database.log().close();

        StorageException refusal = assertThrows(
                StorageException.class,
                () -> database.log().open(new NodeId("00000000000000bb"), Optional.of(new NodeId("00000000000000cc"))));

        assertTrue(refusal.toString(), refusal.toString().contains("node.adopt-log = 00000000000000aa"));
    }

    @Test
    public void lostConnectionIsTransientAndTheLogIsTakenAnew() throws Exception {
        database.log().open(TestDatabase.SELF);
        database.query("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");

        StorageException failure = assertThrows(StorageException.class, database::number);

        assertTrue(failure.isTransient());
        assertEquals(0, database.number().numbered());
        assertEquals(List.of("1"), database.query("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"));
    }

    @Test
    public void serviceThatWasSupersededWhileItsConnectionWasLostWritesNothing() throws Exception {
        database.with("CREATE TABLE item (id integer PRIMARY KEY)");
        database.query("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");
        TestDatabase second = SERVER.reopen(database);
        second.log().open(TestDatabase.SELF);
        assertThrows(StorageException.class, database::number);
        second.log().close();
        database.run("INSERT INTO item VALUES (1)");

        StorageException refusal = assertThrows(StorageException.class, database::number);

        assertFalse(refusal.isTransient());
        assertTrue(refusal.toString(), refusal.toString().contains("another service has taken the log"));
        assertEquals(List.of("0"), database.query("SELECT count(*) FROM sync.sync_transactions"));
    }

    @Test
    public void numberingBeforeOpeningIsTransient() {
        assertTrue(assertThrows(StorageException.class, database::number).isTransient());
    }
}
