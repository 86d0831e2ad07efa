package org.multibusiness.sync.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.multibusiness.sync.api.security.PresenceSeal;

/** Seals with the presence key of the moment: a changed registration key counts from the next message on. */
final class HmacSeal implements PresenceSeal {
    /** So long the others may need to hear of a rotation; until then they would take us for somebody with another key. */
    static final Duration SETTLING = Duration.ofSeconds(5);

    private static final int SHORTEST_HASH = 8;

    private final KeyChain keys;

    HmacSeal(KeyChain keys) {
        this.keys = keys;
    }

    /** The key that presence messages are sealed with, and whose hash they show. */
    RingKey key() {
        Keyring ring = keys.ring();
        List<Keyring.Accepted> accepted = ring.accepted();
        boolean settled =
                !keys.now().isBefore(ring.since().plus(SETTLING)) || keys.now().isBefore(ring.since());
        return settled || accepted.isEmpty() ? ring.active() : accepted.get(0).key();
    }

    @Override
    public String seal(byte[] canonical) {
        return seal(key(), canonical);
    }

    private static String seal(RingKey key, byte[] canonical) {
        return HexFormat.of().formatHex(key.derived().presence().of(canonical));
    }

    @Override
    public boolean verify(byte[] canonical, String seal) {
        byte[] told = seal.getBytes(US_ASCII);
        return keys.ring().usable().stream()
                .anyMatch(key -> MessageDigest.isEqual(seal(key, canonical).getBytes(US_ASCII), told));
    }

    @Override
    public boolean isAccepted(String keyHash) {
        return keyHash.length() >= SHORTEST_HASH
                && keys.ring().usable().stream().anyMatch(key -> key.hash().startsWith(keyHash));
    }
}
