package org.multibusiness.sync.security;

import java.time.Instant;
import java.util.Comparator;

/**
 * A registration key in the ring. Of two the one that took its place later goes before; if that was in the same millisecond, the one
 * with the greater hash: so that rotations begun at two nodes at once end with the same key everywhere. Never printed.
 */
final class RingKey implements Comparable<RingKey> {
    private static final Comparator<RingKey> ORDER =
            Comparator.comparingLong(RingKey::rotatedAt).thenComparing(RingKey::hash);

    private final RegistrationKey key;
    private final DerivedKeys derived;
    private final long rotatedAt;

    private RingKey(RegistrationKey key, DerivedKeys derived, long rotatedAt) {
        this.key = key;
        this.derived = derived;
        this.rotatedAt = rotatedAt;
    }

    /**
     * A key.
     *
     * @param rotatedAt when it took the place of the one before, in milliseconds since 1970 by the clock of the node where the rotation
     *     was begun; 0 when it came by the operator's hand
     */
    static RingKey of(RegistrationKey key, long rotatedAt) {
        return new RingKey(key, DerivedKeys.from(key), rotatedAt);
    }

    RingKey at(long time) {
        return new RingKey(key, derived, time);
    }

    RegistrationKey key() {
        return key;
    }

    DerivedKeys derived() {
        return derived;
    }

    String hash() {
        return derived.hash();
    }

    long rotatedAt() {
        return rotatedAt;
    }

    boolean isRotated() {
        return rotatedAt > 0;
    }

    /** How people are shown a key. */
    String fingerprint() {
        return fingerprint(hash());
    }

    /** When it took its place, for people. */
    String date() {
        return date(rotatedAt);
    }

    static String fingerprint(String hash) {
        return hash.substring(0, 16);
    }

    /** To the second: more is of no use to anybody. */
    static String date(long millis) {
        return Instant.ofEpochSecond(Math.floorDiv(millis, 1000)).toString();
    }

    @Override
    public int compareTo(RingKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RingKey key && ORDER.compare(this, key) == 0;
    }

    @Override
    public int hashCode() {
        return hash().hashCode();
    }

    @Override
    public String toString() {
        return "registration key " + fingerprint();
    }
}
