package org.multibusiness.sync.storage.postgresql.log;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;
import org.multibusiness.sync.storage.postgresql.TestDatabase;

public final class ReadingTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final NodeId PEER = new NodeId("00000000000000bb");

    private TestDatabase database;
    private OriginId own;

    @Before
    public void prepare() throws Exception {
        database = SERVER.database().with("CREATE TABLE item (id integer PRIMARY KEY, note text)");
        own = database.origin();
    }

    @Test
    public void slicesFollowOneAnotherUntilNothingIsMissing() throws Exception {
        write(1, 7);

        LogSlice first = read(VersionVector.EMPTY, 0, 3);
        LogSlice second = read(VersionVector.EMPTY, first.position(), 3);
        LogSlice third = read(VersionVector.EMPTY, second.position(), 3);
        LogSlice last = read(VersionVector.EMPTY, third.position(), 3);

        assertEquals(
                List.of(List.of(1L, 2L, 3L), List.of(4L, 5L, 6L), List.of(7L), List.of()),
                List.of(sequences(first), sequences(second), sequences(third), sequences(last)));
        assertEquals(
                List.of(true, true, false, false), List.of(first.more(), second.more(), third.more(), last.more()));
        write(8, 1);
        assertEquals(List.of(8L), sequences(read(VersionVector.EMPTY, last.position(), 3)));
    }

    @Test
    public void whatIsKnownIsLeftOut() throws Exception {
        write(1, 5);

        assertEquals(List.of(4L, 5L), sequences(read(VersionVector.EMPTY.with(own, 3), 0, 10)));
        assertEquals(List.of(5L), sequences(read(VersionVector.EMPTY.with(own, 4), 1, 10)));
        assertEquals(List.of(), sequences(read(VersionVector.EMPTY.with(own, 5), 0, 10)));
        assertEquals(List.of(), sequences(read(VersionVector.EMPTY.with(own, 99), 0, 10)));
    }

    @Test
    public void excludedOriginsAreLeftOutAndPassedOver() throws Exception {
        write(1, 2);
        ReadRequest request = new ReadRequest(VersionVector.EMPTY, Set.of(own), 0, 10, 1000);

        LogSlice slice = database.log().read(request);

        assertEquals(List.of(), sequences(slice));
        assertEquals(2, slice.position());
    }

    @Test
    public void atLeastOneTransactionComesHoweverLargeItIs() throws Exception {
        database.run("INSERT INTO item SELECT g, repeat('x', 100) FROM generate_series(1, 500) AS g");
        write(1000, 2);

        LogSlice slice = database.log().read(new ReadRequest(VersionVector.EMPTY, Set.of(), 0, 1, 1));

        assertEquals(List.of(1L), sequences(slice));
        assertEquals(500, slice.transactions().get(0).changes().size());
        assertTrue(slice.more());
    }

    @Test
    public void bytesLimitASlice() throws Exception {
        for (int i = 0; i < 6; i++) {
            database.run("INSERT INTO item VALUES (" + i + ", repeat('x', 1000))");
        }
        database.number();

        assertEquals(
                List.of(1L, 2L),
                sequences(database.log().read(new ReadRequest(VersionVector.EMPTY, Set.of(), 0, 100, 1500))));
    }

    @Test
    public void acknowledgementsMakeEventsProcessedAndTheLastOneCounts() throws Exception {
        database.run("INSERT INTO sync.sync_nodes (node_id, node_name, ip_address, port) VALUES ('" + PEER
                + "', 'b', '', 0)," + " ('" + TestDatabase.SELF + "', 'a', '', 0)");
        write(1, 3);
        assertEquals(List.of("f", "f", "f"), processed());

        database.log().acknowledged(PEER, VersionVector.EMPTY.with(own, 2));
        assertEquals(List.of("t", "t", "f"), processed());
        database.log().acknowledged(PEER, VersionVector.EMPTY.with(own, 1).with(new OriginId(PEER, 1), 5));
        assertEquals("its backup was restored", List.of("t", "f", "f"), processed());
        database.log().acknowledged(PEER, VersionVector.EMPTY.with(own, 2));

        assertEquals(List.of("t", "t", "f"), processed());
        database.run(
                "INSERT INTO sync.sync_nodes (node_id, node_name, ip_address, port) VALUES ('00000000000000cc', 'c', '', 0)");
        assertEquals(List.of("f", "f", "f"), processed());
        database.run("UPDATE sync.sync_nodes SET is_active = false WHERE node_id = '00000000000000cc'");
        assertEquals(List.of("t", "t", "f"), processed());
    }

    @Test
    public void peerThatIsNotRegisteredYetIsNotedAllTheSame() throws Exception {
        write(1, 1);
        database.log().acknowledged(PEER, VersionVector.EMPTY);
        database.log().acknowledged(PEER, VersionVector.EMPTY);
        assertEquals(List.of("{}"), database.query("SELECT acknowledged FROM sync.sync_nodes"));
        database.log().acknowledged(PEER, VersionVector.EMPTY.with(own, 1));

        assertEquals(
                List.of("{\"00000000000000aa.1\": 1}"), database.query("SELECT acknowledged FROM sync.sync_nodes"));
    }

    @Test
    public void eventsShowThePredecessorsColumns() throws Exception {
        database.run("CREATE TABLE \"Order\" (id uuid PRIMARY KEY, total numeric, paid boolean, doc jsonb, note text)");
        database.install();
        database.run(
                "INSERT INTO \"Order\" VALUES ('00000000-0000-0000-0000-000000000001', 1.50, true, '{\"a\":[1]}', E'x\\\\ \"y\",')");
        database.run("UPDATE \"Order\" SET total = 'NaN', note = NULL");
        assertTrue(
                database.query("SELECT event_id FROM sync.sync_events").get(0).startsWith("local:"));
        database.number();

        assertEquals(
                List.of("00000000000000aa|public.Order|00000000-0000-0000-0000-000000000001|UPDATE|"
                        + "{\"id\": \"00000000-0000-0000-0000-000000000001\", \"doc\": {\"a\": [1]}, \"note\": null, \"paid\": true, \"total\": \"NaN\"}|"
                        + "{\"id\": \"00000000-0000-0000-0000-000000000001\", \"doc\": {\"a\": [1]}, \"note\": \"x\\\\ \\\"y\\\",\", \"paid\": true, \"total\": 1.50}|"
                        + "{\"00000000000000aa.1\": 1}|f"),
                database.query(
                        "SELECT concat_ws('|', source_node_id, table_name, record_id, operation, change_data, before_data,"
                                + " vector_clock, processed) FROM sync.sync_events WHERE source_transaction = '00000000000000aa.1:2'"
                                + " AND created_at <= now() + interval '1 year'"));
        assertFalse(
                database.query("SELECT event_id FROM sync.sync_events").get(0).startsWith("local:"));
    }

    private List<String> processed() throws Exception {
        return database.query("SELECT processed FROM sync.sync_events ORDER BY id");
    }

    private void write(int from, int count) throws Exception {
        for (int i = from; i < from + count; i++) {
            database.run("INSERT INTO item VALUES (" + i + ", 'n')");
        }
        database.number();
    }

    private LogSlice read(VersionVector known, long position, int events) throws Exception {
        return database.log().read(new ReadRequest(known, Set.of(), position, events, Long.MAX_VALUE));
    }

    private static List<Long> sequences(LogSlice slice) {
        return slice.transactions().stream()
                .map(transaction -> transaction.dot().sequence())
                .toList();
    }
}
