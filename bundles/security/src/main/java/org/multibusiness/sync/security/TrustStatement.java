package org.multibusiness.sync.security;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one node says to another about keys and expelled nodes.
 *
 * @param keys those that are accepted there; the first is the one in force
 * @param former hashes of those that are no longer accepted there
 * @param revocations some or all that are known there
 */
record TrustStatement(List<ToldKey> keys, Set<String> former, List<RevocationRecord> revocations) {
    /** Copies the lists. */
    TrustStatement {
        keys = List.copyOf(keys);
        former = Set.copyOf(former);
        revocations = List.copyOf(revocations);
    }

    /**
     * A key.
     *
     * @param hash its hash
     * @param rotatedAt as of {@link RingKey}
     * @param grace how long it is still accepted: no time of day, since the two clocks may be years apart; negative: it is in force
     * @param key the key itself, when the other side seems not to have it
     */
    record ToldKey(String hash, long rotatedAt, Duration grace, Optional<RegistrationKey> key) {
        boolean isActive() {
            return grace.isNegative();
        }
    }

    static final Duration IN_FORCE = Duration.ofMillis(-1);

    /**
     * What we say.
     *
     * @param known the hashes of keys that the other side has: the others are enclosed
     */
    static TrustStatement of(Keyring ring, Set<String> known, List<RevocationRecord> revocations, Instant now) {
        List<ToldKey> keys = new ArrayList<>();
        keys.add(told(ring.active(), IN_FORCE, known));
        for (Keyring.Accepted key : ring.accepted()) {
            keys.add(told(key.key(), Duration.between(now, key.until()), known));
        }
        Set<String> former = ring.former().stream().map(Keyring.Former::hash).collect(Collectors.toSet());
        return new TrustStatement(keys, former, revocations);
    }

    private static ToldKey told(RingKey key, Duration grace, Set<String> known) {
        return new ToldKey(
                key.hash(),
                key.rotatedAt(),
                grace,
                known.contains(key.hash()) ? Optional.empty() : Optional.of(key.key()));
    }

    Optional<ToldKey> active() {
        return keys.stream().filter(ToldKey::isActive).findFirst();
    }

    Optional<ToldKey> key(String hash) {
        return keys.stream().filter(key -> key.hash().equals(hash)).findFirst();
    }

    /** What the other side has, as it says. */
    Set<String> hashes() {
        return keys.stream().map(ToldKey::hash).collect(Collectors.toSet());
    }
}
