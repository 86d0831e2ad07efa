package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.Contribution;
import org.multibusiness.sync.api.conflict.UniqueAction;
import org.multibusiness.sync.api.storage.InboxDecision;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.StorageInspection.JournaledConflict;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;

public final class InboxTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final String ITEM =
            "CREATE TABLE item (id integer PRIMARY KEY, name text, stock integer CHECK (stock < 100))";
    private static final String OPEN = "SELECT conflict_id FROM sync.sync_inbox WHERE open";
    private static final String SETTLED = "SELECT choice || ' by ' || decided_by || ' at ' || decided_at_node"
            + " FROM sync.sync_inbox WHERE choice IS NOT NULL";

    private Branch a;
    private Branch b;
    private Branch c;

    @Before
    public void threeBranchesOfWhichTwoWroteTheSame() throws Exception {
        a = new Branch(SERVER, 0xa, ITEM);
        b = new Branch(SERVER, 0xb, ITEM);
        c = new Branch(SERVER, 0xc, ITEM);
        a.run("INSERT INTO item VALUES (1, 'tea', 5), (2, 'milk', 1)");
        all();
    }

    /** Everybody fetches from everybody, until nobody lacks anything. */
    private void all() throws Exception {
        List<Branch> branches = List.of(a, b, c, a, b);
        for (Branch to : branches) {
            for (Branch from : List.of(a, b, c)) {
                if (to != from) {
                    to.fetch(from);
                }
            }
        }
    }

    private void stockIsInConflict() throws Exception {
        a.at("10:00:01").run("UPDATE item SET stock = 3 WHERE id = 1");
        b.at("10:00:02").run("UPDATE item SET stock = 4 WHERE id = 1");
        all();
        // Under last-writer nothing waits; here it does.
        for (Branch branch : List.of(a, b, c)) {
            branch.database().run("UPDATE sync.sync_conflicts SET open = true");
        }
    }

    private static Conflict only(Branch at) throws Exception {
        String id = at.query("SELECT conflict_id FROM sync.sync_conflicts").get(0);
        return at.inbox().find(id).orElseThrow().conflict();
    }

    private static Dot side(Conflict conflict, Operation operation) {
        return conflict.contributions().stream()
                .filter(side -> side.operation() == operation)
                .map(Contribution::dot)
                .findFirst()
                .orElseThrow();
    }

    private static void decide(Branch at, @Nullable Dot take, Map<String, @Nullable String> set) throws Exception {
        at.decide(new InboxDecision(only(at).id(), take, set, "ann"));
    }

    private void assertAgreed(String... items) throws Exception {
        for (Branch branch : List.of(a, b, c)) {
            assertThat(branch.rows("item"), is(Arrays.asList(items)));
        }
    }

    @Test
    public void aDecisionAtTheThirdBranchClosesTheItemAtTheOtherTwo() throws Exception {
        stockIsInConflict();
        Dot loser = only(c).contributions().get(0).dot();

        decide(c.at("10:00:09"), loser, Map.of());

        assertThat(a.query(OPEN), hasSize(1));
        all();
        assertAgreed("(1,tea,3)", "(2,milk,1)");
        for (Branch branch : List.of(a, b, c)) {
            assertThat(branch.query(OPEN), is(empty()));
            assertThat(branch.query(SETTLED), is(List.of("took " + loser + " by ann at " + "%016x".formatted(0xc))));
        }
        assertThat("it is no new conflict", a.query("SELECT conflict_id FROM sync.sync_conflicts"), hasSize(1));
    }

    @Test
    public void takingWhatStandsAnywayClosesTheItemToo() throws Exception {
        stockIsInConflict();

        decide(c, only(c).contributions().get(1).dot(), Map.of());
        all();

        assertAgreed("(1,tea,4)", "(2,milk,1)");
        assertThat(a.query(OPEN), is(empty()));
        assertThat(b.query(OPEN), is(empty()));
    }

    @Test
    public void aThirdValueCanBeSetAndWhatIsNotInConflictStaysAsItIsNow() throws Exception {
        stockIsInConflict();
        a.at("10:00:05").run("UPDATE item SET name = 'green tea' WHERE id = 1");

        decide(a, null, Map.of("stock", "7"));
        all();

        assertAgreed("(1,\"green tea\",7)", "(2,milk,1)");
    }

    @Test
    public void nullCanBeSet() throws Exception {
        stockIsInConflict();

        decide(a, null, Collections.singletonMap("stock", null));
        all();

        assertAgreed("(1,tea,)", "(2,milk,1)");
    }

    @Test
    public void theLosingSideCanBecomeARowOfItsOwn() throws Exception {
        stockIsInConflict();

        decide(c, only(c).contributions().get(0).dot(), Map.of("id", "11"));
        all();

        assertAgreed("(1,tea,4)", "(11,tea,3)", "(2,milk,1)");
    }

    @Test
    public void aDeletionThatLostCanBeTakenAndARowThatWentCanComeBack() throws Exception {
        a.at("10:00:01").run("DELETE FROM item WHERE id = 1");
        b.at("10:00:02").run("UPDATE item SET stock = 4 WHERE id = 1");
        all();
        assertAgreed("(1,tea,4)", "(2,milk,1)");

        decide(c, side(only(c), Operation.DELETE), Map.of());
        all();

        assertAgreed("(2,milk,1)");
        assertThat(a.query(SETTLED), hasSize(1));
    }

    @Test
    public void aRowThatIsGoneComesBackWhenASideIsTaken() throws Exception {
        stockIsInConflict();
        a.run("DELETE FROM item WHERE id = 1");

        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> decide(a, null, Map.of("stock", "7")));
        assertThat(refused.getMessage(), containsString("not there any more"));

        decide(a, only(a).contributions().get(0).dot(), Map.of("name", "mate"));
        all();
        assertAgreed("(1,mate,3)", "(2,milk,1)");
    }

    @Test
    public void twoPeopleWhoDecideAtOnceAgreeAfterwardsAndTheirDisagreementIsJournaled() throws Exception {
        stockIsInConflict();

        decide(a.at("10:00:08"), null, Map.of("stock", "7"));
        decide(b.at("10:00:09"), null, Map.of("stock", "8"));
        all();

        assertAgreed("(1,tea,8)", "(2,milk,1)");
        assertThat(a.query(SETTLED), is(List.of("stock = 8 by ann at " + "%016x".formatted(0xb))));
        assertThat(c.query(SETTLED), is(a.query(SETTLED)));
        assertThat(
                a.query("SELECT DISTINCT table_name FROM sync.sync_conflicts ORDER BY 1"),
                is(List.of("public.item", "sync.sync_decisions")));
    }

    @Test
    public void whatDoesNotFitIsRefusedByNameAndChangesNothing() throws Exception {
        stockIsInConflict();
        Dot loser = only(a).contributions().get(0).dot();
        Dot stranger = Dot.parse("%016x.1:77".formatted(0xd));

        assertRefused("no side of this conflict", stranger, Map.of());
        assertRefused("no column 'colour'", null, Map.of("colour", "red"));
        assertRefused("--take", null, Map.of("id", "12"));
        assertRefused("there already", loser, Map.of("id", "2"));
        StorageException check = assertThrows(StorageException.class, () -> decide(a, null, Map.of("stock", "100")));
        assertThat(check.getMessage(), containsString("item_stock_check"));

        assertThat(a.query(OPEN), hasSize(1));
        assertThat(a.rows("item"), is(List.of("(1,tea,4)", "(2,milk,1)")));
        assertThat(a.query("SELECT count(*)::text FROM sync.sync_decisions"), is(List.of("0")));
    }

    private void assertRefused(String why, @Nullable Dot take, Map<String, @Nullable String> set) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> decide(a, take, set));
        assertThat(refused.getMessage(), containsString(why));
    }

    @Test
    public void whatWasDecidedIsNotDecidedAgain() throws Exception {
        stockIsInConflict();
        decide(a, null, Map.of("stock", "7"));

        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> decide(a, null, Map.of("stock", "8")));

        assertThat(refused.getMessage(), containsString("stock = 7"));
    }

    @Test
    public void anItemIsFoundByTheBeginningOfItsId() throws Exception {
        stockIsInConflict();
        String id = only(a).id();

        JournaledConflict found = a.inbox().find(id.substring(0, 6)).orElseThrow();

        assertThat(found.conflict().id(), is(id));
        assertThat(a.inbox().find("0000000").isPresent(), is(false));
        assertThrows(IllegalArgumentException.class, () -> a.inbox().find("ab"));
        assertThrows(IllegalArgumentException.class, () -> a.inbox().find("xyzxyz"));
    }

    @Test
    public void aLocalChangeThatHasNoNumberYetIsNotOverwrittenUnseen() throws Exception {
        stockIsInConflict();
        a.database().run("UPDATE item SET stock = 50 WHERE id = 1");

        decide(a, null, Map.of("name", "mate"));
        all();

        assertAgreed("(1,mate,50)", "(2,milk,1)");
    }

    /** Two rows with the same name, which has to be unique from now on. */
    private void nameIsTakenTwice() throws Exception {
        for (Branch branch : List.of(a, b, c)) {
            branch.database().run("ALTER TABLE item ADD UNIQUE (name)");
            branch.database().run("CREATE TABLE line (id integer PRIMARY KEY, item integer REFERENCES item)");
            branch.database().install();
        }
        a.at("10:00:01").run("INSERT INTO item VALUES (11, 'jam', 5)");
        b.at("10:00:02").run("INSERT INTO item VALUES (12, 'jam', 6)", "INSERT INTO line VALUES (1, 12), (2, 12)");
        all();
    }

    @Test
    public void aRowThatGotASuffixIsGivenItsNameByADecision() throws Exception {
        nameIsTakenTwice();
        assertThat(a.query("SELECT name FROM item WHERE id = 12"), is(List.of("jam~0000")));

        decide(c, null, Map.of("name", "jelly"));
        all();

        assertAgreed("(1,tea,5)", "(11,jam,5)", "(12,jelly,6)", "(2,milk,1)");
        assertThat(b.query(OPEN), is(empty()));
    }

    @Test
    public void aNameThatIsTakenIsRefusedByADecisionToo() throws Exception {
        nameIsTakenTwice();

        StorageException taken = assertThrows(StorageException.class, () -> decide(c, null, Map.of("name", "tea")));

        assertThat(taken.getMessage(), containsString("item_name_key"));
        assertThat(c.query(OPEN), hasSize(1));
    }

    @Test
    public void whatWasParkedComesBackWithItsChildren() throws Exception {
        for (Branch branch : List.of(a, b, c)) {
            branch.by(Sum.resolution(UniqueAction.PARK));
        }
        nameIsTakenTwice();
        assertThat(a.query("SELECT id::text FROM line"), is(empty()));
        assertAgreed("(1,tea,5)", "(11,jam,5)", "(2,milk,1)");

        decide(c, null, Map.of("name", "jelly"));
        all();

        assertAgreed("(1,tea,5)", "(11,jam,5)", "(12,jelly,6)", "(2,milk,1)");
        for (Branch branch : List.of(a, b, c)) {
            assertThat(branch.rows("line"), is(List.of("(1,12)", "(2,12)")));
        }
    }

    @Test
    public void aDeletionThatWouldLeaveOrphansIsRefused() throws Exception {
        nameIsTakenTwice();
        a.at("10:01:00").run("DELETE FROM item WHERE id = 11");
        b.at("10:01:01").run("UPDATE item SET stock = 9 WHERE id = 11", "INSERT INTO line VALUES (3, 11)");
        all();
        Conflict deleted = c.inbox()
                .find(c.query("SELECT conflict_id FROM sync.sync_conflicts WHERE kind = 'UPDATE_DELETE'")
                        .get(0))
                .orElseThrow()
                .conflict();

        StorageException refused = assertThrows(
                StorageException.class,
                () -> c.decide(new InboxDecision(deleted.id(), side(deleted, Operation.DELETE), Map.of(), "ann")));

        assertThat(refused.getMessage(), containsString("row 3 of public.line would refer to a row of public.item"));
    }

    @Test
    public void whatIsParkedIsListedWithItsReason() throws Exception {
        b.database().run("ALTER TABLE item ADD CONSTRAINT small CHECK (stock < 10)");
        a.run("UPDATE item SET stock = 20 WHERE id = 1");
        b.fetch(a);

        var parked = b.inbox().parked(10);

        assertThat(parked, hasSize(1));
        assertThat(parked.get(0).table(), is("public.item"));
        assertThat(parked.get(0).recordId(), is("1"));
        assertThat(parked.get(0).sqlState(), is("23514"));
        assertThat(parked.get(0).reason(), containsString("small"));
    }
}
