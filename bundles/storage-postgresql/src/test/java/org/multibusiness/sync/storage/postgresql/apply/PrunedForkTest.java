package org.multibusiness.sync.storage.postgresql.apply;

import static org.junit.Assert.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;
import org.multibusiness.sync.storage.postgresql.log.PostgresqlRetention;

/** B prunes its log of what A wrote; then a part of that gets an origin of its own. */
public final class PrunedForkTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final String ITEM = "CREATE TABLE item (id integer PRIMARY KEY, name text)";
    private static final OriginId A = new OriginId(new NodeId("%016x".formatted(0xa)), 1);
    private static final OriginId B = new OriginId(new NodeId("%016x".formatted(0xb)), 1);
    private static final String VECTOR = "SELECT origin || ' ' || sequence FROM sync.sync_vector ORDER BY 1";
    private static final String FLOOR = "SELECT origin || ' ' || sequence FROM sync.sync_floor ORDER BY 1";

    private Branch a;
    private Branch b;
    private PostgresqlRetention retention;
    /** From A's second transaction on. */
    private org.multibusiness.sync.api.Branch branch;

    @Before
    public void threeTransactionsOfAndOneThatHasSeenThem() throws Exception {
        a = new Branch(SERVER, 0xa, ITEM);
        b = new Branch(SERVER, 0xb, ITEM);
        a.run("INSERT INTO item VALUES (1, 'common')");
        a.run("INSERT INTO item VALUES (2, 'branch')");
        a.run("INSERT INTO item VALUES (3, 'branch')");
        b.fetch(a);
        b.run("INSERT INTO item VALUES (4, 'has seen them')");
        a.fetch(b);
        retention = new PostgresqlRetention(b.database().connections());
        retention.kept();
        branch = new org.multibusiness.sync.api.Branch(
                A.node(),
                Objects.requireNonNull(points(b, 2).get(new Dot(A, 2))).chain());
    }

    private static Map<Dot, ChainPoint> points(Branch at, long sequence) throws Exception {
        return at.database().log().points(Set.of(new Dot(A, sequence)));
    }

    private void prune(long upTo, int calls) throws Exception {
        for (int i = 0; i < calls; i++) {
            retention.prune(VersionVector.EMPTY.with(A, upTo), Duration.ZERO);
        }
    }

    private void adopt(Branch at) throws Exception {
        at.database().log().adopt(Set.of(branch), 0);
    }

    private static Map<Dot, String> beyond(VersionVector known, Branch at) throws Exception {
        return at.missing(known).stream()
                .collect(Collectors.toMap(
                        ChangeTransaction::dot, t -> t.past() + " " + t.chain(), (one, other) -> one, TreeMap::new));
    }

    @Test
    public void pastsThatNameWhatWasPrunedAreHashedAsWhereItWasNot() throws Exception {
        prune(1, 2);
        assertEquals(List.of("3"), b.query("SELECT count(*) FROM sync.sync_transactions"));

        adopt(a);
        adopt(b);

        VersionVector common = VersionVector.EMPTY.with(A, 1);
        assertEquals(beyond(common, a), beyond(common, b));
        assertEquals(64, b.missing(common).get(0).chain().length());
        assertEquals("where both begin to be compared", points(a, 1), points(b, 1));
        assertEquals(
                a.query("SELECT origin, sequence, chain FROM sync.sync_vector ORDER BY 1"),
                b.query("SELECT origin, sequence, chain FROM sync.sync_vector ORDER BY 1"));
    }

    @Test
    public void theFloorFollowsTheBranch() throws Exception {
        prune(3, 1);
        assertEquals(List.of(A + " 3"), b.query(FLOOR));

        adopt(b);

        assertEquals(List.of(A + " 1", branch.origin() + " 2"), b.query(FLOOR));
        assertEquals(
                "whoever has not seen the branch is not taken",
                VersionVector.EMPTY.with(A, 1).with(branch.origin(), 2),
                retention.kept().floor());
        assertEquals(1, points(b, 1).size());
        Dot last = new Dot(branch.origin(), 2);
        assertEquals(1, b.database().log().points(Set.of(last)).size());
    }

    @Test
    public void whatIsHeldOfTheBranchCountsAlsoWhereItsEndLeftTheLog() throws Exception {
        prune(3, 1);
        b.database().run("DELETE FROM sync.sync_transactions WHERE origin = '" + A + "' AND sequence <> 2");

        adopt(b);

        assertEquals(List.of(A + " 1", branch.origin() + " 2", B + " 1"), sorted(b.query(VECTOR)));
        assertEquals("nobody can tell the chain any more", Map.of(), points(b, 1));
    }

    private static List<String> sorted(List<String> rows) {
        return rows.stream().sorted().toList();
    }

    @Test
    public void whatWasStableIsCalledByItsNewName() throws Exception {
        retention.prune(VersionVector.EMPTY.with(A, 3), Duration.ofHours(24));

        adopt(b);

        assertEquals(
                List.of("1 2"),
                b.query("SELECT (vector ->> '" + A + "') || ' ' || (vector ->> '" + branch.origin()
                        + "') FROM sync.sync_stable"));
    }

    @Test
    public void aBranchThatLeftTheLogIsNotRenamedInHalves() throws Exception {
        prune(3, 3);
        assertEquals(List.of("1"), b.query("SELECT count(*) FROM sync.sync_transactions"));

        adopt(b);

        assertEquals(List.of(A + " 3", B + " 1"), sorted(b.query(VECTOR)));
        assertEquals(List.of(A + " 3"), b.query(FLOOR));
    }
}
