package org.multibusiness.sync.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;
import org.multibusiness.sync.api.security.Admission;
import org.multibusiness.sync.api.security.Admission.Verdict;
import org.multibusiness.sync.api.security.Enrolment;
import org.multibusiness.sync.api.security.Rotation;

public class RotationTest {
    private static final Duration GRACE = Duration.ofMinutes(5);
    private static final String OTHER_KEY = "e05a3c7719d2b8f4466c1f80a7d39e52b46f08c1d97a2e63";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Village village;

    @Before
    public void openThreeNodes() throws Exception {
        village = new Village(folder.getRoot().toPath());
        village.open("north");
        village.open("south");
        village.open("west");
    }

    private void linkInARow() throws Exception {
        village.link("north", "south");
        village.link("south", "west");
    }

    private NodeId id(String name) {
        return village.node(name).identity().id();
    }

    @Test
    public void aNewKeyGetsAroundOverLinksAndNoLinkIsCut() throws Exception {
        linkInARow();
        String before = village.fingerprint("north");

        Rotation rotation = village.node("north").trust().rotate(GRACE);
        village.deliver();

        assertNotEquals(before, village.fingerprint("north"));
        assertEquals(rotation.key().fingerprint(), village.fingerprint("south"));
        assertEquals(rotation.key().fingerprint(), village.fingerprint("west"));
        assertEquals(before, rotation.key().accepted().get(0).fingerprint());
        assertEquals(List.of(id("south")), rotation.told());
        assertEquals(List.of(), village.cuts());
    }

    @Test
    public void aRotationThatAnotherNodeToldOfIsForTheAuditWithItsFingerprintAndWithoutTheKey() throws Exception {
        linkInARow();
        Map<String, List<AuditEvent>> told = new HashMap<>();
        for (String name : List.of("north", "south", "west")) {
            told.put(name, new ArrayList<>());
            village.node(name).onTold(told.get(name)::add);
        }
        Rotation rotation = village.node("north").trust().rotate(GRACE);
        village.deliver();

        AuditEvent event = AuditEvent.of(AuditKind.KEY_CHANGED, "")
                .with("fingerprint", rotation.key().fingerprint());
        assertEquals("the operator there is recorded by the shell", List.of(), told.get("north"));
        assertEquals(List.of(event.with("told-by", id("north").value())), told.get("south"));
        assertEquals(List.of(event.with("told-by", id("south").value())), told.get("west"));
        String key = Files.readString(village.keyFile("north")).strip();
        assertFalse(told.toString().contains(key));
    }

    @Test
    public void theKeyIsToldOnlyToThoseWhoLackIt() throws Exception {
        linkInARow();
        assertFalse(wasSaid(Village.KEY));

        village.node("north").trust().rotate(GRACE);
        village.deliver();
        String fresh = Files.readString(village.keyFile("north")).strip();
        int until = village.said().size();
        village.link("north", "west");

        assertFalse(village.said().subList(until, village.said().size()).stream()
                .anyMatch(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).contains(fresh)));
        assertTrue(wasSaid(fresh));
        assertFalse(wasSaid(Village.KEY));
    }

    private boolean wasSaid(String words) {
        return village.said().stream()
                .anyMatch(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).contains(words));
    }

    @Test
    public void whoHasOnlyTheFormerKeyIsAdmittedWithinTheGraceAndGetsTheNewOne() throws Exception {
        village.link("north", "south");
        Rotation rotation = village.node("north").trust().rotate(GRACE);
        village.deliver();
        village.pass(GRACE.minusSeconds(1));

        assertTrue(village.welcome("west", "north"));
        assertTrue(village.welcome("south", "west"));
        village.link("west", "south");

        assertEquals(rotation.key().fingerprint(), village.fingerprint("west"));
    }

    @Test
    public void whoMissedTheGraceIsRefusedAndBothEndsSaySoWithDateAndFingerprint() throws Exception {
        village.link("north", "west");
        village.node("north").trust().rotate(GRACE);
        village.pass(GRACE);

        for (boolean dialled : List.of(true, false)) {
            List<Admission> answers = dialled ? village.meet("south", "north") : village.meet("north", "south");
            Admission away = answers.get(dialled ? 0 : 1);
            Admission there = answers.get(dialled ? 1 : 0);
            assertEquals(Verdict.WRONG_KEY, away.verdict());
            assertEquals(Verdict.WRONG_KEY, there.verdict());
            for (Admission answer : answers) {
                assertThat(answer.detail(), containsString("rotated on 2026-11-28T12:00:00Z"));
                assertThat(answer.detail(), containsString(village.fingerprint("north")));
                assertThat(answer.detail(), containsString("copy etc/sync.key"));
            }
            assertThat(away.detail(), containsString("while this node was away"));
            assertThat(there.detail(), containsString("while that node was away"));
        }
    }

    @Test
    public void whoMissedItComesBackWithACopyOfTheKeyFile() throws Exception {
        village.node("north").trust().rotate(Duration.ZERO);
        village.node("south").trust();
        assertFalse(village.welcome("south", "north"));

        village.open("south", Files.readString(village.keyFile("north")).strip());

        village.link("south", "north");
        assertEquals(village.fingerprint("north"), village.fingerprint("south"));
    }

    @Test
    public void aStrangerLearnsNothingFromTheMarks() throws Exception {
        village.node("north").trust().rotate(GRACE);
        village.open("stranger", OTHER_KEY);

        for (Admission answer : village.meet("stranger", "north")) {
            assertEquals(Verdict.WRONG_KEY, answer.verdict());
            assertFalse(answer.detail(), answer.detail().contains("rotated"));
        }
        Enrolment run = village.node("north").enrol(true, village.certificate("stranger"));
        assertFalse(Arrays.equals(
                run.marks(new byte[32]),
                village.node("north")
                        .enrol(true, village.certificate("stranger"))
                        .marks(new byte[32])));
    }

    @Test
    public void aPeerOfAFormerVersionIsAdmittedByTheFormerKeyDuringTheGraceOnly() throws Exception {
        byte[] none = {};
        village.node("north").trust().rotate(GRACE);
        for (Verdict wanted : List.of(Verdict.ADMITTED, Verdict.WRONG_KEY)) {
            Enrolment old = village.node("south").enrol(true, village.certificate("north"));
            Enrolment modern = village.node("north").enrol(false, village.certificate("south"));
            byte[] proof = old.proof(modern.nonce(), none);
            byte[] answer = modern.proof(old.nonce(), none);

            assertEquals(wanted, modern.admit(proof).verdict());
            assertEquals(wanted, old.admit(answer).verdict());
            village.pass(GRACE);
        }
    }

    @Test
    public void rotationsAtTwoNodesAtOnceEndWithOneKey() throws Exception {
        linkInARow();
        village.link("north", "west");

        village.node("north").trust().rotate(GRACE);
        village.node("west").trust().rotate(GRACE);
        village.deliver();

        assertEquals(village.fingerprint("north"), village.fingerprint("south"));
        assertEquals(village.fingerprint("north"), village.fingerprint("west"));
        village.pass(GRACE.plusSeconds(1));
        assertTrue(village.welcome("north", "west"));
        assertEquals(List.of(), village.node("south").trust().key().accepted());
    }

    @Test
    public void rotationsOnBothSidesOfACutMeetAgain() throws Exception {
        village.node("north").trust().rotate(GRACE);
        village.pass(Duration.ofSeconds(30));
        Rotation later = village.node("south").trust().rotate(GRACE);

        village.link("north", "south");

        assertEquals(later.key().fingerprint(), village.fingerprint("north"));
        village.link("west", "north");
        assertEquals(later.key().fingerprint(), village.fingerprint("west"));
    }

    @Test
    public void withoutGraceNoFormerKeyCountsAnywhere() throws Exception {
        linkInARow();
        village.node("north").trust().rotate(GRACE);
        village.deliver();
        village.node("west").trust().rotate(Duration.ZERO);
        village.deliver();

        for (String name : List.of("north", "south", "west")) {
            assertEquals(name, List.of(), village.node(name).trust().key().accepted());
        }
        village.open("late");
        assertFalse(village.welcome("late", "north"));
    }

    @Test
    public void theRotatedKeyStaysInForceAcrossARestartAlthoughTheVariableHasTheFormerOne() throws Exception {
        Rotation rotation = village.node("north").trust().rotate(GRACE);
        assertThat(rotation.key().notes().get(0), containsString("THE_VARIABLE"));

        PinnedSecurity restarted = village.open("north");

        assertEquals(rotation.key().fingerprint(), village.fingerprint("north"));
        assertEquals(1, restarted.trust().key().accepted().size());
        assertThat(restarted.problem(), containsString(rotation.key().fingerprint()));
        assertThat(restarted.problem(), containsString(village.keyFile("north").toString()));
        village.open("north", Files.readString(village.keyFile("north")).strip());
        assertEquals("", village.node("north").problem());
        assertEquals(
                rotation.key().rotated(), village.node("north").trust().key().rotated());
    }

    @Test
    public void aKeyThatTheOperatorSetByHandCountsAloneAndIsToldNobody() throws Exception {
        linkInARow();
        village.node("north").trust().rotate(GRACE);
        village.deliver();
        String group = village.fingerprint("south");

        village.node("north")
                .configure(new ConfiguredKey(RegistrationKey.of(OTHER_KEY, "test"), "THE_VARIABLE", null, false));
        village.deliver();

        assertNotEquals(group, village.fingerprint("north"));
        assertEquals(group, village.fingerprint("south"));
        assertFalse(wasSaid(OTHER_KEY));
        village.node("south").trust().rotate(GRACE);
        village.deliver();
        assertNotEquals(village.fingerprint("south"), village.fingerprint("north"));
        assertFalse(village.welcome("north", "south"));
    }

    @Test
    public void whatANodeOfAnotherGroupSaysOfItsKeysChangesNothing() throws Exception {
        Keyring ours = Keyring.of(RegistrationKey.of(Village.KEY, "test"));
        Keyring theirs = Keyring.of(RegistrationKey.of(OTHER_KEY, "test"))
                .rotated(RegistrationKey.random(), village.instant(), GRACE);

        Keyring after =
                ours.heard(TrustStatement.of(theirs, Set.of(), List.of(), village.instant()), village.instant());

        assertEquals(ours.hashes(), after.hashes());
    }

    @Test
    public void presenceSealedWithEitherKeyIsHeardDuringTheGrace() throws Exception {
        byte[] message = {1, 2, 3};
        String former = village.node("south").presenceSeal().seal(message);
        String formerHash = village.node("south").registrationKeyHash();
        village.node("north").trust().rotate(GRACE);

        assertTrue(
                "so that the others have time to hear of it",
                village.node("south")
                        .presenceSeal()
                        .verify(message, village.node("north").presenceSeal().seal(message)));
        village.pass(HmacSeal.SETTLING);
        assertFalse(village.node("south")
                .presenceSeal()
                .verify(message, village.node("north").presenceSeal().seal(message)));
        assertTrue(village.node("north").presenceSeal().verify(message, former));
        assertTrue(village.node("north").presenceSeal().isAccepted(id("south"), formerHash.substring(0, 16)));
        assertFalse(village.node("north").presenceSeal().isAccepted(id("south"), ""));
        village.pass(GRACE);
        assertFalse(village.node("north").presenceSeal().verify(message, former));
        assertFalse(village.node("north").presenceSeal().isAccepted(id("south"), formerHash.substring(0, 16)));
    }

    @Test
    public void tagsOfEitherKeyAreKnownDuringTheGrace() throws Exception {
        village.node("north").keep(PresencePrivacy.MINIMAL);
        village.node("south").keep(PresencePrivacy.MINIMAL);
        String former = village.node("south").presenceSeal().shown();
        village.node("north").trust().rotate(GRACE);

        assertTrue("so that the others have time to hear of it", isKnown("north", "south"));
        assertTrue(isKnown("south", "north"));
        village.pass(HmacSeal.SETTLING);
        assertFalse("south was not told of the key", isKnown("north", "south"));
        assertTrue(isKnown("south", "north"));
        village.link("north", "south");
        village.pass(HmacSeal.SETTLING);
        assertTrue(isKnown("north", "south"));
        assertTrue(isKnown("south", "north"));
        village.pass(GRACE);
        assertFalse(village.node("north").presenceSeal().isAccepted(id("south"), former));
    }

    /** Whether what one shows of its key now means something to the other. */
    private boolean isKnown(String one, String other) {
        String shown = village.node(one).presenceSeal().shown();
        return village.node(other).presenceSeal().isAccepted(id(one), shown);
    }

    @Test
    public void manyRotationsKeepTheRingSmallAndTheLatestKeyInForce() throws Exception {
        for (int i = 0; i < 20; i++) {
            village.node("north").trust().rotate(GRACE.plusSeconds(i));
        }

        Keyring ring = new KeyringFile(village.directory("north").resolve("keyring"))
                .read()
                .orElseThrow();
        assertEquals(Keyring.MOST_ACCEPTED, ring.accepted().size());
        assertEquals(Keyring.MOST_FORMER, ring.former().size());
        assertEquals(village.fingerprint("north"), ring.active().fingerprint());
    }

    @Test
    public void aClockThatGoesBackEndsTheGraceRatherThanProlongIt() throws Exception {
        village.node("north").trust().rotate(GRACE);

        village.pass(Duration.ofDays(-365));

        assertFalse(village.welcome("south", "north"));
    }

    @Test
    public void aGraceOfMonthsIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> village.node("north").trust().rotate(Duration.ofDays(31)));
        assertThrows(
                IllegalArgumentException.class,
                () -> village.node("north").trust().rotate(Duration.ofSeconds(-1)));
    }

    @Test
    public void aKeyringThatCanNotBeWrittenChangesNothing() throws Exception {
        String before = village.fingerprint("north");
        Files.createDirectories(
                village.directory("north").resolve("keyring.new").resolve("in the way"));

        assertThrows(
                IllegalArgumentException.class,
                () -> village.node("north").trust().rotate(GRACE));

        assertEquals(before, village.fingerprint("north"));
        assertTrue(village.welcome("south", "north"));
    }

    @Test
    public void theKeyringIsForItsOwnersEyesOnly() throws Exception {
        village.node("north").trust().rotate(GRACE);

        Modes.assertMode("rw-------", village.directory("north").resolve("keyring"));
        Modes.assertMode("rw-------", village.keyFile("north"));
    }
}
