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
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.security.Admission;
import org.multibusiness.sync.api.security.Admission.Verdict;
import org.multibusiness.sync.api.security.Enrolment;

public class EnrolmentTest {
    private static final String KEY = "4bd7a91c60e8f3522e9d07c4b1a865f03d7e2c9810fa46b5";
    private static final String OTHER_KEY = "e05a3c7719d2b8f4466c1f80a7d39e52b46f08c1d97a2e63";

    private static final byte[] NO_MARKS = {};

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private PinnedSecurity north;
    private PinnedSecurity south;

    @Before
    public void openTwoNodes() throws Exception {
        north = open("north", KEY);
        south = open("south", KEY);
    }

    @Test
    public void twoNodesWithTheSameKeyAdmitEachOther() throws Exception {
        Enrolment dialler = north.enrol(true, certificate("south"));
        Enrolment acceptor = south.enrol(false, certificate("north"));
        byte[] dialled = dialler.proof(acceptor.nonce(), NO_MARKS);
        byte[] accepted = acceptor.proof(dialler.nonce(), NO_MARKS);

        assertEquals(new Admission(Verdict.ADMITTED, south.identity().id(), ""), dialler.admit(accepted));
        assertEquals(new Admission(Verdict.ADMITTED, north.identity().id(), ""), acceptor.admit(dialled));
    }

    @Test
    public void anotherKeyIsRefusedAndNotPinned() throws Exception {
        PinnedSecurity stranger = open("stranger", OTHER_KEY);
        Enrolment dialler = stranger.enrol(true, certificate("south"));
        Enrolment acceptor = south.enrol(false, certificate("stranger"));
        byte[] dialled = dialler.proof(acceptor.nonce(), NO_MARKS);
        byte[] accepted = acceptor.proof(dialler.nonce(), NO_MARKS);

        assertEquals(Verdict.WRONG_KEY, dialler.admit(accepted).verdict());
        Admission refused = acceptor.admit(dialled);
        assertEquals(Verdict.WRONG_KEY, refused.verdict());
        assertThat(refused.detail(), containsString("SYNC_REGISTRATION_KEY"));
        assertFalse(Files.exists(directory("south").resolve("pins")));
    }

    @Test
    public void ourOwnProofSentBackIsRefused() throws Exception {
        Enrolment dialler = north.enrol(true, certificate("south"));
        byte[] proof = dialler.proof(dialler.nonce(), NO_MARKS);

        assertEquals(Verdict.WRONG_KEY, dialler.admit(proof).verdict());
    }

    @Test
    public void aProofGivenToAnotherCertificateIsRefused() throws Exception {
        PinnedSecurity relay = open("relay", OTHER_KEY);
        assertNotEquals(relay.identity(), south.identity());
        Enrolment dialler = north.enrol(true, certificate("relay"));
        Enrolment acceptor = south.enrol(false, certificate("relay"));
        byte[] dialled = dialler.proof(acceptor.nonce(), NO_MARKS);
        byte[] accepted = acceptor.proof(dialler.nonce(), NO_MARKS);

        assertEquals(Verdict.WRONG_KEY, dialler.admit(accepted).verdict());
        assertEquals(Verdict.WRONG_KEY, acceptor.admit(dialled).verdict());
    }

    @Test
    public void anOldProofIsRefused() throws Exception {
        Enrolment first = south.enrol(false, certificate("north"));
        Enrolment dialler = north.enrol(true, certificate("south"));
        byte[] recorded = dialler.proof(first.nonce(), NO_MARKS);
        Enrolment second = south.enrol(false, certificate("north"));
        second.proof(dialler.nonce(), NO_MARKS);

        assertEquals(Verdict.WRONG_KEY, second.admit(recorded).verdict());
    }

    @Test
    public void ourOwnCertificateIsOurself() throws Exception {
        Enrolment dialler = north.enrol(true, certificate("north"));
        byte[] proof = dialler.proof(dialler.nonce(), NO_MARKS);

        assertEquals(Verdict.SELF, dialler.admit(proof).verdict());
    }

    @Test
    public void aNodeIdKnownWithAnotherKeyIsRefused() throws Exception {
        Path pins = directory("south").resolve("pins");
        Files.writeString(pins, north.identity().id() + " " + "0".repeat(64) + "\n");
        PinnedSecurity restarted = open("south", KEY);
        Enrolment acceptor = restarted.enrol(false, certificate("north"));
        Enrolment dialler = north.enrol(true, certificate("south"));
        byte[] dialled = dialler.proof(acceptor.nonce(), NO_MARKS);
        acceptor.proof(dialler.nonce(), NO_MARKS);

        Admission refused = acceptor.admit(dialled);

        assertEquals(Verdict.PIN_MISMATCH, refused.verdict());
        assertThat(refused.detail(), containsString("pins"));
    }

    @Test
    public void anotherNonceIsDrawnEveryTimeAndStaysTheSameWithinARun() throws Exception {
        Enrolment run = north.enrol(true, certificate("south"));

        assertEquals(hex(run.nonce()), hex(run.nonce()));
        assertNotEquals(
                hex(run.nonce()), hex(north.enrol(true, certificate("south")).nonce()));
    }

    @Test
    public void misuseIsADefectNotAnAdmission() throws Exception {
        Enrolment run = north.enrol(true, certificate("south"));

        assertThrows(IllegalStateException.class, () -> run.admit(new byte[32]));
        assertThrows(IllegalArgumentException.class, () -> run.proof(new byte[31], NO_MARKS));
        run.proof(new byte[32], NO_MARKS);
        run.admit(new byte[32]);
        assertThrows(IllegalStateException.class, () -> run.admit(new byte[32]));
    }

    @Test
    public void aProofOfAnotherLengthIsRefused() throws Exception {
        for (int length : new int[] {0, 1, 31, 33, 1000}) {
            Enrolment run = north.enrol(true, certificate("south"));
            run.proof(new byte[32], NO_MARKS);
            assertEquals(Verdict.WRONG_KEY, run.admit(new byte[length]).verdict());
        }
    }

    @Test
    public void presenceSealsAreKnownToThoseWithTheKeyOnly() throws Exception {
        byte[] message = "presence".getBytes(StandardCharsets.UTF_8);
        String seal = north.presenceSeal().seal(message);

        assertTrue(seal.matches("[0-9a-f]{64}"));
        assertTrue(south.presenceSeal().verify(message, seal));
        assertFalse(south.presenceSeal().verify("Presence".getBytes(StandardCharsets.UTF_8), seal));
        assertFalse(south.presenceSeal().verify(message, seal.substring(1)));
        assertFalse(open("stranger", OTHER_KEY).presenceSeal().verify(message, seal));
    }

    @Test
    public void theHashIsThePredecessorsAndSealsChangeWithTheKey() throws Exception {
        assertEquals(hex(Fingerprint.sha256(KEY.getBytes(StandardCharsets.UTF_8))), north.registrationKeyHash());
        byte[] message = {1};
        String seal = north.presenceSeal().seal(message);

        north.configure(new ConfiguredKey(RegistrationKey.of(OTHER_KEY, "test"), "test", null, false));

        assertFalse(north.presenceSeal().verify(message, seal));
    }

    private PinnedSecurity open(String name, String key) throws SecuritySetupException {
        return PinnedSecurity.open(directory(name), key);
    }

    private Path directory(String name) {
        return folder.getRoot().toPath().resolve(name);
    }

    private X509Certificate certificate(String name) throws SecuritySetupException {
        return NodeKeys.loadOrCreate(directory(name)).certificate();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
