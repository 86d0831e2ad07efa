package org.multibusiness.sync.storage.postgresql.apply;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.HashMap;
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
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;
import org.multibusiness.sync.storage.postgresql.TestDatabase;

/** A database that was put back to a backup and written on, and the others that know its former life. */
public final class ForkTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final String ITEM = "CREATE TABLE item (id integer PRIMARY KEY, name text)";
    private static final NodeId A = new NodeId("%016x".formatted(0xa));
    private static final OriginId OLD = new OriginId(A, 1);

    private Branch restored;
    private Branch witness;
    private Branch third;

    /**
     * A wrote 1, then the backup was taken; A wrote 2 and 3, B has them and changed 3. The restored A wrote 4, 5 and another 3,
     * and C has that and has changed 4.
     */
    @Before
    public void twoLives() throws Exception {
        Branch first = new Branch(SERVER, 0xa, ITEM);
        first.at("09:00:00").run("INSERT INTO item VALUES (1, 'common')");
        witness = new Branch(SERVER, 0xb, ITEM);
        third = new Branch(SERVER, 0xc, ITEM);
        third.fetch(first);
        TestDatabase backup = SERVER.copy(first.database());
        first = new Branch(SERVER.reopen(first.database()), 0xa);
        first.at("10:00:00").run("INSERT INTO item VALUES (2, 'first life')");
        first.run("INSERT INTO item VALUES (3, 'first life')");
        witness.fetch(first);
        witness.at("10:30:00").run("UPDATE item SET name = 'seen at B' WHERE id = 3");
        first.database().close();

        restored = new Branch(backup, 0xa);
        restored.at("11:00:00").run("INSERT INTO item VALUES (4, 'second life')");
        restored.run("INSERT INTO item VALUES (5, 'second life')", "INSERT INTO item VALUES (3, 'second life')");
        third.fetch(restored);
        third.at("11:30:00").run("UPDATE item SET name = 'seen at C' WHERE id = 4");
    }

    @Test
    public void nothingOfEitherLifeIsLostAndAllConverge() throws Exception {
        org.multibusiness.sync.api.Branch younger = new org.multibusiness.sync.api.Branch(A, firstOfSecondLife());
        for (Branch branch : List.of(restored, witness, third)) {
            branch.database().log().adopt(Set.of(younger), 0);
        }
        for (int round = 0; round < 2; round++) {
            restored.fetch(witness);
            third.fetch(restored);
            witness.fetch(third);
        }
        restored.fetch(witness);

        List<String> rows = List.of(
                "(1,common)", "(2,\"first life\")", "(3,\"second life\")", "(4,\"seen at C\")", "(5,\"second life\")");
        assertEquals(rows, restored.rows("item"));
        assertEquals(rows, witness.rows("item"));
        assertEquals(rows, third.rows("item"));
        assertEquals(log(restored), log(witness));
        assertEquals(log(restored), log(third));
        assertEquals(
                "the 3 of both lives met, once",
                List.of("1"),
                restored.query("SELECT count(*) FROM sync.sync_conflicts WHERE record_id = '3'"));
        for (Branch branch : List.of(restored, witness, third)) {
            everyPastNamesWhatTheAuthorHadSeen(branch);
        }
    }

    private static ChainPoint point(Branch at, Dot dot) throws Exception {
        return Objects.requireNonNull(at.database().log().points(Set.of(dot)).get(dot));
    }

    private String firstOfSecondLife() throws Exception {
        Dot first = new Dot(OLD, 2);
        ChainPoint here = point(restored, first);
        ChainPoint there = point(witness, first);
        assertTrue(here.compareTo(there) > 0);
        return here.chain();
    }

    private static Map<Dot, String> log(Branch branch) throws Exception {
        return branch.missing(VersionVector.EMPTY).stream()
                .collect(Collectors.toMap(
                        ChangeTransaction::dot,
                        t -> t.past() + " " + t.timestamp() + " " + t.chain(),
                        (a, b) -> a,
                        TreeMap::new));
    }

    private static void everyPastNamesWhatTheAuthorHadSeen(Branch branch) throws Exception {
        Map<Dot, String> chains = new HashMap<>();
        for (ChangeTransaction transaction : branch.missing(VersionVector.EMPTY)) {
            assertTrue(transaction.dot().toString(), Lineage.fits(transaction, chains::get));
            assertEquals(64, transaction.chain().length());
            chains.put(transaction.dot(), transaction.chain());
        }
    }

    @Test
    public void theSecondLifeGoesOnUnderItsNewOrigin() throws Exception {
        org.multibusiness.sync.api.Branch branch = new org.multibusiness.sync.api.Branch(A, firstOfSecondLife());

        OriginId own = restored.database().log().adopt(Set.of(branch), 0);

        assertEquals(branch.origin(), own);
        VersionVector before = restored.number();
        assertEquals(1, before.sequence(OLD));
        restored.run("INSERT INTO item VALUES (6, 'later')");
        assertEquals(before.sequence(own) + 1, restored.number().sequence(own));
        everyPastNamesWhatTheAuthorHadSeen(restored);
        assertEquals(Set.of(branch), restored.database().log().branches());
        restored.database().log().close();
        assertEquals("after a restart too", own, restored.database().log().open(A));
    }

    @Test
    public void whoHoldsTheOtherLifeRenamesNothing() throws Exception {
        Map<Dot, String> before = log(witness);

        OriginId own = witness.database()
                .log()
                .adopt(Set.of(new org.multibusiness.sync.api.Branch(A, firstOfSecondLife())), 0);

        assertEquals(new OriginId(new NodeId("%016x".formatted(0xb)), 1), own);
        assertEquals(before, log(witness));
    }

    @Test
    public void adoptingTwiceIsAdoptingOnce() throws Exception {
        Set<org.multibusiness.sync.api.Branch> branches =
                Set.of(new org.multibusiness.sync.api.Branch(A, firstOfSecondLife()));
        OriginId own = third.database().log().adopt(branches, 0);
        Map<Dot, String> once = log(third);

        assertEquals(own, third.database().log().adopt(branches, 0));

        assertEquals(once, log(third));
    }

    @Test
    public void aPartOfABranchCanGetAnOriginOfItsOwnInAnyOrder() throws Exception {
        String first = firstOfSecondLife();
        Dot second = new Dot(OLD, 3);
        String later = point(third, second).chain();
        org.multibusiness.sync.api.Branch outer = new org.multibusiness.sync.api.Branch(A, first);
        org.multibusiness.sync.api.Branch inner = new org.multibusiness.sync.api.Branch(A, later);

        third.database().log().adopt(Set.of(outer), 0);
        third.database().log().adopt(Set.of(outer, inner), 0);
        restored.database().log().adopt(Set.of(inner), 0);
        restored.database().log().adopt(Set.of(outer, inner), 0);
        restored.fetch(third);

        assertEquals(log(third), log(restored));
        everyPastNamesWhatTheAuthorHadSeen(third);
    }

    @Test
    public void correctionsOfTheServicesOwnShowWhatTheyHadSeenToo() throws Exception {
        String table = "CREATE TABLE item (id integer PRIMARY KEY, sku text UNIQUE)";
        Branch one = new Branch(SERVER, 0x1, table);
        Branch other = new Branch(SERVER, 0x2, table);
        one.run("INSERT INTO item VALUES (1, 'x')");
        other.run("INSERT INTO item VALUES (2, 'x')");

        long before = other.number().entries().size();
        other.fetch(one);

        assertEquals(before + 1, other.number().entries().size());
        assertEquals(2, other.number().sequence(new OriginId(new NodeId("%016x".formatted(2)), 1)));
        everyPastNamesWhatTheAuthorHadSeen(other);
    }

    @Test
    public void conflictsNameTheirTransactionsAsTheLogDoes() throws Exception {
        third.database().run("UPDATE item SET name = 'C too' WHERE id = 3");
        third.number();
        restored.at("12:00:00").run("UPDATE item SET name = 'A too' WHERE id = 3");
        third.fetch(restored);
        org.multibusiness.sync.api.Branch branch = new org.multibusiness.sync.api.Branch(A, firstOfSecondLife());

        third.database().log().adopt(Set.of(branch), 0);

        assertEquals(
                List.of(branch.origin() + ":4"),
                third.query("SELECT e ->> 'dot' FROM sync.sync_conflicts, jsonb_array_elements(contributions) AS e"
                        + " WHERE e ->> 'dot' LIKE '" + A + ".%'"));
    }

    @Test
    public void whatWasAcknowledgedOfTheBranchCountsNoMoreForTheOtherLife() throws Exception {
        restored.database().log().acknowledged(new NodeId("%016x".formatted(0xc)), restored.number());

        restored.database().log().adopt(Set.of(new org.multibusiness.sync.api.Branch(A, firstOfSecondLife())), 0);

        assertEquals(
                List.of("1"),
                restored.query("SELECT acknowledged ->> '" + OLD + "' FROM sync.sync_nodes WHERE node_id LIKE '%c'"));
    }

    @Test
    public void aRestoredDatabaseThatDidNotWriteTakesANewOriginAndFetchesWhatItLost() throws Exception {
        OriginId own = third.database().log().adopt(Set.of(), 7);

        third.run("UPDATE item SET name = 'on' WHERE id = 1");

        assertEquals(new OriginId(new NodeId("%016x".formatted(0xc)), 7), own);
        assertEquals(1, third.number().sequence(own));
        assertFalse(third.missing(VersionVector.EMPTY).isEmpty());
        assertEquals(
                List.of(new Dot(own, 1)),
                third
                        .database()
                        .log()
                        .read(new ReadRequest(third.number().with(own, 0), Set.of(), 0, 10, 10))
                        .transactions()
                        .stream()
                        .map(ChangeTransaction::dot)
                        .toList());
    }
}
