package org.multibusiness.sync.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.security.PresenceSeal;

/** Seals with the presence key of the moment: a changed registration key counts from the next message on. */
final class HmacSeal implements PresenceSeal {
    /** So long the others may need to hear of a rotation; until then they would take us for somebody with another key. */
    static final Duration SETTLING = Duration.ofSeconds(5);

    private static final int SHORTEST_HASH = 8;

    private final KeyChain keys;
    private final NodeId self;
    private volatile PresencePrivacy privacy = PresencePrivacy.FULL;

    HmacSeal(KeyChain keys, NodeId self) {
        this.keys = keys;
        this.self = self;
    }

    /** Counts from the next announcement on. */
    void keep(PresencePrivacy wanted) {
        privacy = wanted;
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
    public boolean isMinimal() {
        return privacy == PresencePrivacy.MINIMAL;
    }

    @Override
    public String shown() {
        return isMinimal() ? PresenceTag.of(key(), self, keys.now()) : key().hash();
    }

    @Override
    public boolean isAccepted(NodeId node, String shown) {
        return shown.length() >= SHORTEST_HASH
                && keys.ring().usable().stream()
                        .anyMatch(key -> key.hash().startsWith(shown) || PresenceTag.isOf(key, node, shown));
    }
}
