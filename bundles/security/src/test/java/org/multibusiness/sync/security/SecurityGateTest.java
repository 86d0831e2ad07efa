package org.multibusiness.sync.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;
import org.multibusiness.sync.api.security.PeerSecurity;

public class SecurityGateTest {
    private static final String KEY = "4bd7a91c60e8f3522e9d07c4b1a865f03d7e2c9810fa46b5";
    private static final String OTHER_KEY = "e05a3c7719d2b8f4466c1f80a7d39e52b46f08c1d97a2e63";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<PeerSecurity> offered = new CopyOnWriteArrayList<>();
    private final List<SecurityGate> gates = new ArrayList<>();
    private Path keyFile;

    @Before
    public void chooseFile() {
        keyFile = folder.getRoot().toPath().resolve("sync.key");
    }

    @After
    public void closeGates() {
        for (SecurityGate gate : gates) {
            gate.close();
        }
    }

    @Test
    public void aGoodKeyIsOfferedAndWithdrawnAtTheEndWithoutLeavingAThread() {
        SecurityGate gate = open(KEY);
        await().until(() -> offered.size() == 1);

        gate.close();

        assertTrue(offered.isEmpty());
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().equals("sync-security")));
    }

    @Test
    public void withoutAKeyOneIsGenerated() {
        open("");

        await().until(() -> offered.size() == 1);
        assertTrue(Files.exists(keyFile));
    }

    @Test
    public void aRefusedKeyIsNeverOfferedAndAMendedOneIsAtOnce() {
        SecurityGate gate = open("default_key");
        gate.change(settings("secret"));
        gate.change(settings(KEY));

        await().until(() -> offered.size() == 1);
        assertEquals(hash(KEY), offered.get(0).registrationKeyHash());
    }

    @Test
    public void aMendedKeyFileCountsWithoutARestart() throws Exception {
        Files.writeString(keyFile, "too weak");
        open("");
        await().during(Duration.ofMillis(300)).until(offered::isEmpty);

        Files.writeString(keyFile, KEY);

        await().until(() -> offered.size() == 1);
        assertEquals(hash(KEY), offered.get(0).registrationKeyHash());
    }

    @Test
    public void aBadChangeLeavesTheLastGoodKeyInForce() {
        SecurityGate gate = open(KEY);
        await().until(() -> offered.size() == 1);
        PeerSecurity security = offered.get(0);

        gate.change(settings("secret"));
        gate.change(settings(OTHER_KEY));
        await().until(() -> security.registrationKeyHash().equals(hash(OTHER_KEY)));
        gate.change(settings("secret"));

        await().during(Duration.ofMillis(200))
                .until(() -> security.registrationKeyHash().equals(hash(OTHER_KEY)));
        assertEquals(List.of(security), offered);
        assertFalse(Files.exists(keyFile));
    }

    @Test
    public void privacyCountsAtOnceAndABadWordLeavesTheLastGoodOne() {
        SecurityGate gate = open(KEY);
        await().until(() -> offered.size() == 1);
        PeerSecurity security = offered.get(0);
        assertEquals(hash(KEY), security.presenceSeal().shown());

        gate.change(settings(KEY, "minimal"));
        await().until(() -> security.presenceSeal().isMinimal());
        String tag = security.presenceSeal().shown();
        assertTrue(tag, tag.startsWith("tag-"));
        assertTrue(security.presenceSeal().isAccepted(security.identity().id(), tag));

        gate.change(settings(OTHER_KEY, "little"));
        await().until(() -> gate.problem().contains("presence.privacy = 'little'"));
        assertTrue(security.presenceSeal().isMinimal());
        assertEquals("nothing of a bad change counts", hash(KEY), security.registrationKeyHash());
        gate.change(settings(KEY, "full"));
        await().until(() ->
                !security.presenceSeal().isMinimal() && gate.problem().isEmpty());
    }

    @Test
    public void anotherKeyIsToldToTheAuditByItsHashAndTheSameOneIsNot() {
        SecurityGate gate = open(KEY);
        List<AuditEvent> recorded = new CopyOnWriteArrayList<>();
        gate.trail = recorded::add;
        gate.change(settings(KEY));
        gate.change(settings(OTHER_KEY));

        await().until(() -> !recorded.isEmpty());
        assertEquals(
                List.of(AuditEvent.of(AuditKind.KEY_CHANGED, "")
                        .with("hash", hash(OTHER_KEY).substring(0, 8))),
                recorded);
    }

    @Test
    public void aKeyThatWasFetchedIsInForceAndInTheFile() throws Exception {
        PairingOffice office = new PairingOffice(open(""));
        await().until(() -> offered.size() == 1);
        office.checkReplaceable(false);
        office.adopt(KEY.getBytes(UTF_8));
        assertEquals(hash(KEY), offered.get(0).registrationKeyHash());
        assertEquals(KEY, Files.readString(keyFile).strip());
        assertEquals(KEY, new String(office.key(), UTF_8));
    }

    @Test
    public void aKeyFromTheConfigurationIsNotReplacedByOneThatWasFetchedNorAnyByAWeakOne() throws Exception {
        PairingOffice configured = new PairingOffice(open(OTHER_KEY));
        await().until(() -> offered.size() == 1);
        assertThrows(IOException.class, () -> configured.checkReplaceable(true));
        assertThrows(IOException.class, () -> configured.adopt(KEY.getBytes(UTF_8)));
        assertEquals(hash(OTHER_KEY), offered.get(0).registrationKeyHash());

        PairingOffice generated = new PairingOffice(open(""));
        await().until(() -> offered.size() == 2);
        String before = Files.readString(keyFile);
        assertThrows(IOException.class, () -> generated.adopt("secret".getBytes(UTF_8)));
        assertEquals(before, Files.readString(keyFile));
    }

    private SecurityGate open(String key) {
        SecurityGate gate = new SecurityGate(
                settings(key),
                service -> {
                    offered.add(service);
                    return () -> offered.remove(service);
                },
                Duration.ofMillis(50));
        gates.add(gate);
        return gate;
    }

    private Settings settings(String key) {
        return settings(key, "full");
    }

    private Settings settings(String key, String privacy) {
        return new Settings(
                key,
                keyFile.toString(),
                folder.getRoot().toPath().resolve("identity").toString(),
                privacy);
    }

    private static String hash(String key) {
        try {
            return DerivedKeys.from(RegistrationKey.of(key, "test")).hash();
        } catch (SecuritySetupException e) {
            throw new AssertionError(e);
        }
    }
}
