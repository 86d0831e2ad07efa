package org.multibusiness.sync.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;
import org.multibusiness.sync.api.security.Admission;
import org.multibusiness.sync.api.security.Admission.Verdict;
import org.multibusiness.sync.api.security.Revocation;
import org.multibusiness.sync.api.security.TrustTalk;

public class ExpulsionTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Village village;

    @Before
    public void openThreeNodesThatKnowEachOther() throws Exception {
        village = new Village(folder.getRoot().toPath());
        village.open("north");
        village.open("south");
        village.open("stolen");
        village.link("north", "south");
        village.link("south", "stolen");
        village.link("stolen", "north");
    }

    private String id(String name) {
        return village.node(name).identity().id().value();
    }

    private Revocation revoke(String at, String whom) {
        Revocation revocation = village.node(at).trust().revoke(id(whom));
        village.deliver();
        return revocation;
    }

    @Test
    public void aRevokedNodeIsCutEverywhereAtOnceAndItsReasonIsTold() {
        revoke("north", "stolen");

        assertThat(village.cuts(), hasSize(2));
        assertThat(
                village.cuts(),
                hasItem(containsString("north: node " + id("stolen") + " was revoked by node " + id("north"))));
        assertThat(
                village.cuts(),
                hasItem(containsString("south: node " + id("stolen") + " was revoked by node " + id("north"))));
        assertEquals(
                village.node("north").trust().revocations(),
                village.node("south").trust().revocations());
    }

    @Test
    public void aRevocationThatAnotherNodeToldOfIsForTheAuditOnceWithWhoDecidedAndWhoToldIt() throws Exception {
        village.open("late");
        Map<String, List<AuditEvent>> told = new HashMap<>();
        for (String name : List.of("north", "south", "stolen", "late")) {
            told.put(name, new ArrayList<>());
            village.node(name).onTold(told.get(name)::add);
        }
        revoke("north", "stolen");
        village.link("north", "south");
        village.link("late", "south");

        assertEquals("the operator there is recorded by the shell", List.of(), told.get("north"));
        assertEquals(List.of(expelled("stolen", "north", "north")), told.get("south"));
        assertEquals(List.of(expelled("stolen", "north", "south")), told.get("late"));
    }

    @Test
    public void aNodeThatHearsOfItsOwnExpulsionTellsTheAuditOnce() throws Exception {
        List<AuditEvent> told = new ArrayList<>();
        village.node("stolen").onTold(told::add);
        // It hears of it from one who did not hear the others' reasons yet to cut it: a copy of what they were told.
        Revocation revocation = village.node("north").trust().revoke(id("stolen"));
        byte[] statement = village.said().get(village.said().size() - 1);
        TrustTalk talk =
                village.node("stolen").enrol(true, village.certificate("south")).talk();
        talk.heard(statement);
        talk.heard(statement);

        assertEquals(List.of(expelled("stolen", "north", "south").with("note", "this node itself, by others")), told);
        assertEquals(id("stolen"), revocation.node().value());
    }

    private AuditEvent expelled(String whom, String by, String teller) {
        return AuditEvent.of(AuditKind.NODE_REVOKED, id(whom))
                .with("decided-at", id(by))
                .with("told-by", id(teller));
    }

    @Test
    public void aRevokedNodeIsNotLetInAgainAlsoAfterARestartAndWithTheRightKey() throws Exception {
        revoke("north", "stolen");
        village.open("south");

        for (String door : List.of("north", "south")) {
            Admission answer = village.meet("stolen", door).get(1);
            assertEquals(Verdict.REVOKED, answer.verdict());
            assertThat(answer.detail(), containsString("revoked"));
            assertThat(answer.detail(), containsString("data/sync/identity"));
            assertEquals(Verdict.REVOKED, village.meet(door, "stolen").get(0).verdict());
        }
        assertTrue("the others still meet", village.welcome("north", "south"));
    }

    @Test
    public void aNodeThatWasAwayLearnsItFromWhomeverItMeetsFirst() throws Exception {
        village.open("late");
        village.link("late", "stolen");
        revoke("north", "stolen");
        int before = village.cuts().size();

        village.link("late", "south");

        assertEquals(Verdict.REVOKED, village.meet("stolen", "late").get(1).verdict());
        assertEquals(before + 1, village.cuts().size());
    }

    @Test
    public void aNewIdentityWithTheKeyIsLetIn() throws Exception {
        revoke("north", "stolen");
        Files.delete(village.directory("stolen").resolve("node.pem"));
        village.open("stolen");

        assertTrue(village.welcome("stolen", "north"));
    }

    @Test
    public void whatARevokedNodeSaysCountsNoMore() throws Exception {
        revoke("north", "stolen");

        village.node("stolen").trust().revoke(id("south"));
        village.node("stolen").trust().rotate(Duration.ZERO);
        village.deliver();

        assertThat(village.node("north").trust().revocations(), hasSize(1));
        assertTrue(village.welcome("north", "south"));
        RevocationRecord late = RevocationRecord.sign(
                NodeKeys.loadOrCreate(village.directory("stolen")),
                village.node("south").identity().fingerprint(),
                village.instant().minus(Duration.ofDays(1)));
        Revocations north = Revocations.load(village.directory("north").resolve("revocations"));
        assertFalse("also when it is dated back, and whoever passes it on", north.add(late));
    }

    @Test
    public void aRevokedNodeDoesNotGetTheNextKey() throws Exception {
        revoke("north", "stolen");
        String before = village.fingerprint("stolen");

        village.node("north").trust().rotate(Duration.ofMinutes(5));
        village.deliver();

        assertEquals(before, village.fingerprint("stolen"));
        assertEquals(village.fingerprint("north"), village.fingerprint("south"));
    }

    @Test
    public void aNodeCanNotExpelItselfNorAStrangerNorAnybodyTwice() {
        assertRefused("itself", id("north"));
        assertRefused("never linked", "0123456789abcdef");
        assertRefused("no node id", "the shop at the corner");
        revoke("north", "stolen");
        assertRefused("already", id("stolen"));
    }

    private void assertRefused(String why, String node) {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> village.node("north").trust().revoke(node));
        assertThat(refused.getMessage(), containsString(why));
    }

    @Test
    public void aForgedRecordIsRefusedInTheFileAndOnTheLink() throws Exception {
        revoke("north", "stolen");
        Path file = village.directory("north").resolve("revocations");
        Modes.assertMode("rw-------", file);
        String line = Files.readString(file);
        String forged = village.node("south").identity().fingerprint() + line.substring(64);
        Files.writeString(file, line + forged + "nonsense\n");

        assertThat(Revocations.load(file).all(), hasSize(1));

        int cuts = village.cuts().size();
        byte[] letter = TrustMessage.encode(
                new TrustStatement(List.of(), Set.of(), Revocations.load(file).all()));
        letter[3 + 2] ^= 1;
        assertThrows(IOException.class, () -> TrustMessage.decode(letter));
        assertEquals(cuts, village.cuts().size());
    }

    @Test
    public void aLinkThatComesUpWhileItsNodeIsBeingRevokedIsCutAtOnce() throws Exception {
        TrustTalk late = village.node("south")
                .enrol(false, village.certificate("stolen"))
                .talk();
        revoke("north", "stolen");
        List<String> cut = new ArrayList<>();

        late.begin(new TrustTalk.Line() {
            @Override
            public boolean send(byte[] bytes) {
                throw new AssertionError("a revoked node is told something");
            }

            @Override
            public void cut(String reason) {
                cut.add(reason);
            }
        });

        assertThat(cut, hasItem(containsString("revoked by node " + id("north"))));
    }

    @Test
    public void noMoreThanTheMostAreTaken() throws Exception {
        NodeKeys north = NodeKeys.loadOrCreate(village.directory("north"));
        Path file = folder.getRoot().toPath().resolve("many");
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < Revocations.MOST; i++) {
            lines.append(Revocations.line(RevocationRecord.sign(north, String.format("%064x", i), village.instant())));
        }
        Files.writeString(file, lines);
        Revocations many = Revocations.load(file);

        assertThat(many.all(), hasSize(Revocations.MOST));
        assertTrue(many.isFull());
        RevocationRecord further =
                RevocationRecord.sign(north, String.format("%064x", Revocations.MOST), village.instant());
        assertFalse(many.add(further));
        int whole = TrustMessage.encode(new TrustStatement(List.of(), Set.of(), many.all())).length;
        assertTrue("a statement of all fits: " + whole, whole < TrustTalk.LONGEST / 2);
    }
}
