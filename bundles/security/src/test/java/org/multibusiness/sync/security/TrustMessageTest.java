package org.multibusiness.sync.security;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

public class TrustMessageTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private static TrustStatement statement() throws Exception {
        Keyring ring = Keyring.of(RegistrationKey.of(Village.KEY, "test"))
                .rotated(RegistrationKey.random(), NOW, Duration.ZERO)
                .rotated(RegistrationKey.random(), NOW, Duration.ofMinutes(5));
        NodeKeys keys = NodeKeys.fresh(Instant.EPOCH, NOW);
        return TrustStatement.of(ring, Set.of(), List.of(RevocationRecord.sign(keys, "ab".repeat(32), NOW)), NOW);
    }

    @Test
    public void whatIsSaidIsHeard() throws Exception {
        TrustStatement said = statement();

        TrustStatement heard = TrustMessage.decode(TrustMessage.encode(said));

        assertEquals(said.hashes(), heard.hashes());
        assertEquals(said.former(), heard.former());
        assertEquals(Duration.ofMinutes(5), heard.keys().get(1).grace());
        assertEquals(
                Arrays.toString(said.keys().get(0).key().orElseThrow().bytes()),
                Arrays.toString(heard.keys().get(0).key().orElseThrow().bytes()));
        assertEquals(
                said.revocations().get(0).view(), heard.revocations().get(0).view());
    }

    @Test
    public void everyShorterOrLongerStatementIsRefused() throws Exception {
        byte[] whole = TrustMessage.encode(statement());
        for (int length = 0; length < whole.length; length++) {
            byte[] piece = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> TrustMessage.decode(piece));
        }
        assertThrows(IOException.class, () -> TrustMessage.decode(Arrays.copyOf(whole, whole.length + 1)));
    }

    @Test
    public void noBytesMakeAnythingWorseThanAnIoException() throws Exception {
        byte[] whole = TrustMessage.encode(statement());
        Random random = new Random(5);
        int refusals = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] spoiled = whole.clone();
            for (int hits = random.nextInt(4) + 1; hits > 0; hits--) {
                spoiled[random.nextInt(spoiled.length)] = (byte) random.nextInt();
            }
            try {
                TrustMessage.decode(spoiled);
            } catch (IOException refused) {
                refusals++;
            }
        }
        assertTrue("most are noticed: " + refusals, refusals > 1500);
    }

    @Test
    public void aWeakKeyAndAKeyUnderAnotherHashAreRefused() throws Exception {
        String hash = RingKey.of(RegistrationKey.random(), 0).hash();
        TrustStatement lie = new TrustStatement(
                List.of(new TrustStatement.ToldKey(
                        hash, 1, TrustStatement.IN_FORCE, Optional.of(RegistrationKey.random()))),
                Set.of(),
                List.of());

        assertThrows(IOException.class, () -> TrustMessage.decode(TrustMessage.encode(lie)));
    }
}
