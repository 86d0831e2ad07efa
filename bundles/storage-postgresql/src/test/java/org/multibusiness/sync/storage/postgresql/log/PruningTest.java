package org.multibusiness.sync.storage.postgresql.log;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.api.storage.LogBegunLaterException;
import org.multibusiness.sync.api.storage.LogRetention.Kept;
import org.multibusiness.sync.api.storage.LogRetention.Pruned;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;
import org.multibusiness.sync.storage.postgresql.TestDatabase;
import org.multibusiness.sync.storage.postgresql.apply.Branch;

/** The log of node A, which hears of B. */
public final class PruningTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final String ITEM = "CREATE TABLE item (id integer PRIMARY KEY, name text, stock integer)";
    private static final OriginId A = new OriginId(new NodeId("000000000000000a"), 1);
    private static final OriginId B = new OriginId(new NodeId("000000000000000b"), 1);

    private Branch a;
    private Branch b;
    private PostgresqlRetention retention;

    @Before
    public void prepare() throws Exception {
        a = new Branch(SERVER, 0xa, ITEM);
        b = new Branch(SERVER, 0xb, ITEM);
        retention = new PostgresqlRetention(a.database().connections());
        retention.kept();
    }

    @Test
    public void whatIsStableGoesOneCallAfterTheFloorRose() throws Exception {
        VersionVector held = write(3);

        Pruned first = prune(held);

        assertThat(first, is(new Pruned(held, 0, 0, true)));
        assertThat(log(), is(List.of("3", "3")));
        assertThat(prune(held), is(new Pruned(held, 3, 3, true)));
        assertThat(log(), is(List.of("0", "0")));
        assertThat(prune(held), is(new Pruned(held, 0, 0, false)));
        assertThat(retention.kept().floor(), is(held));
        assertThat(
                a.database()
                        .query("SELECT count(*) FROM sync.sync_vector AS v JOIN sync.sync_floor USING (origin, chain)"),
                is(List.of("1")));
    }

    @Test
    public void whatIsNotStableStays() throws Exception {
        write(3);

        pruneAll(VersionVector.EMPTY.with(A, 2));

        assertThat(log(), is(List.of("1", "1")));
    }

    @Test
    public void whatHasNotBeenStableForLongStaysForBackupsAndForPeopleToLookBack() throws Exception {
        VersionVector held = write(3);
        retention.prune(VersionVector.EMPTY.with(A, 2), Duration.ofHours(24));
        a.database().run("UPDATE sync.sync_stable SET noted_at = now() - interval '25 h'");

        for (int i = 0; i < 3; i++) {
            retention.prune(held, Duration.ofHours(24));
        }

        assertThat(log(), is(List.of("1", "1")));
        assertThat(
                "one per hour, and one that is old enough",
                a.database().query("SELECT vector::text FROM sync.sync_stable ORDER BY noted_at"),
                is(List.of("{\"" + A + "\": 2}", "{\"" + A + "\": 3}")));
        assertThat(a.database().query("SELECT record_id FROM sync.sync_events"), is(List.of("3")));
    }

    @Test
    public void aTombstoneGoesToo() throws Exception {
        write(1);
        VersionVector held = a.run("DELETE FROM item").number();

        pruneAll(held);

        assertThat(log(), is(List.of("0", "0")));
    }

    @Test
    public void numberingGoesOnBehindAnEmptyLog() throws Exception {
        pruneAll(write(2));

        VersionVector held = a.run("UPDATE item SET stock = 7").number();

        assertThat(held, is(VersionVector.EMPTY.with(A, 3)));
        assertThat(read(VersionVector.EMPTY.with(A, 2)).transactions().size(), is(1));
    }

    @Test
    public void aReaderBelowTheFloorIsRefusedAndNeverServedWithGaps() throws Exception {
        VersionVector held = write(3);
        pruneAll(VersionVector.EMPTY.with(A, 2));

        LogBegunLaterException refusal =
                assertThrows(LogBegunLaterException.class, () -> read(VersionVector.EMPTY.with(A, 1)));

        assertThat(refusal.floor(), is(VersionVector.EMPTY.with(A, 2)));
        assertThat(read(VersionVector.EMPTY.with(A, 2)).transactions().size(), is(1));
        assertThat(read(held).transactions().size(), is(0));
        ReadRequest elsewhere = new ReadRequest(VersionVector.EMPTY, Set.of(A), 0, 10, 1_000);
        assertThat(a.database().log().read(elsewhere).transactions().size(), is(0));
    }

    @Test
    public void ofARowThatMetSomethingStaysAllFromABarrierOn() throws Exception {
        write(1);
        b.fetch(a);
        a.run("UPDATE item SET stock = 11").run("UPDATE item SET stock = 12");
        b.run("UPDATE item SET name = 'b'");
        a.fetch(b);

        pruneAll(VersionVector.EMPTY.with(A, 3));

        assertThat(
                "the insertion lies in the past of all",
                a.database().query("SELECT source_transaction FROM sync.sync_events ORDER BY 1"),
                is(List.of(A + ":2", A + ":3", B + ":1")));
        a.run("UPDATE item SET stock = 13");
        pruneAll(VersionVector.EMPTY.with(A, 3).with(B, 1));
        assertThat(a.database().query("SELECT source_transaction FROM sync.sync_events"), is(List.of(A + ":4")));
    }

    @Test
    public void rowsWithHeldChangesAreLeftAlone() throws Exception {
        b.database().run("CREATE TABLE extra (id integer PRIMARY KEY)");
        b.database().install();
        b.run("INSERT INTO extra VALUES (1)");
        write(1);
        a.fetch(b);
        VersionVector held = a.number();

        pruneAll(held);

        assertThat(log(), is(List.of("1", "1")));
        assertThat(a.database().query("SELECT table_name FROM sync.sync_events"), is(List.of("public.extra")));
    }

    @Test
    public void aLargeTransactionGoesInPieces() throws Exception {
        VersionVector held = a.run("INSERT INTO item SELECT g, 'n', 1 FROM generate_series(1, 12000) AS g")
                .number();
        prune(held);

        Pruned piece = prune(held);

        assertThat(piece.changes(), is(5_000));
        assertThat(piece.transactions(), is(0));
        assertThat(piece.more(), is(true));
        pruneAll(held);
        assertThat(log(), is(List.of("0", "0")));
    }

    @Test
    public void usersWriteWhileALogIsPruned() throws Exception {
        VersionVector held = write(2);
        Connection user = a.database().connect();
        TestDatabase.run(user, "BEGIN", "UPDATE item SET stock = 99", "DELETE FROM item WHERE id = 1");

        pruneAll(held);

        TestDatabase.run(user, "COMMIT");
        assertThat(a.number(), is(VersionVector.EMPTY.with(A, 3)));
        assertThat(log(), is(List.of("1", "3")));
    }

    @Test
    public void whatWasStableButIsNotAnyMoreStays() throws Exception {
        VersionVector held = write(3);
        retention.prune(held, Duration.ofHours(24));
        a.database().run("UPDATE sync.sync_stable SET noted_at = now() - interval '25 h'");

        for (int i = 0; i < 3; i++) {
            retention.prune(VersionVector.EMPTY.with(A, 1), Duration.ofHours(24));
        }

        assertThat("somebody was restored and says less", log(), is(List.of("2", "2")));
    }

    @Test
    public void whatIsPrunedByNamesOfBeforeAnAdoptionIsNothing() throws Exception {
        VersionVector held = write(3);
        prune(held);

        a.database().log().adopt(Set.of(), 0);

        assertThat(prune(held).changes(), is(0));
        assertThat(log(), is(List.of("3", "3")));
        retention.kept();
        assertThat(prune(held).changes(), is(3));
    }

    @Test
    public void theChainWhereTheLogBeginsIsKnown() throws Exception {
        VersionVector held = write(3);
        Set<Dot> dots = Set.of(new Dot(A, 2), new Dot(A, 3));
        Map<Dot, ChainPoint> before = a.database().log().points(dots);

        pruneAll(held);

        assertThat(
                a.database().log().points(dots),
                is(Map.of(new Dot(A, 3), Objects.requireNonNull(before.get(new Dot(A, 3))))));
    }

    @Test
    public void whoCountsIsKept() throws Exception {
        NodeId c = new NodeId("000000000000000c");
        a.database().log().acknowledged(B.node(), VersionVector.EMPTY.with(A, 2));
        a.database().log().acknowledged(c, VersionVector.EMPTY);
        a.database().run("UPDATE sync.sync_nodes SET last_seen = now() - interval '91 d' WHERE node_id = '" + c + "'");

        assertThat(retention.retireAbsent(Duration.ofDays(90)), is(List.of(new OriginId(c, 1))));

        assertThat(retention.retireAbsent(Duration.ofDays(90)), is(List.of()));
        assertThat(
                retention.kept(),
                is(new Kept(
                        VersionVector.EMPTY,
                        Map.of(B.node(), VersionVector.EMPTY.with(A, 2)),
                        Set.of(new OriginId(c, 1)))));
    }

    private VersionVector write(int rows) throws Exception {
        for (int i = 1; i <= rows; i++) {
            a.run("INSERT INTO item VALUES (" + i + ", 'n', 10)");
        }
        return a.number();
    }

    private Pruned prune(VersionVector stable) throws Exception {
        return retention.prune(stable, Duration.ZERO);
    }

    private void pruneAll(VersionVector stable) throws Exception {
        boolean more = true;
        for (int i = 0; more && i < 20; i++) {
            more = prune(stable).more();
        }
    }

    private LogSlice read(VersionVector known) throws Exception {
        return a.database().log().read(new ReadRequest(known, Set.of(), 0, 10, Long.MAX_VALUE));
    }

    /** How many transactions and changes. */
    private List<String> log() throws Exception {
        return a.database()
                .query("SELECT count(*) FROM sync.sync_transactions UNION ALL SELECT count(*) FROM sync.change_log");
    }
}
