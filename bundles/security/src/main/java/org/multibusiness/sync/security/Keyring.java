package org.multibusiness.sync.security;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The registration keys that a node knows: one in force, former ones in their grace period, and the marks of those that are no
 * longer accepted, so that who still has one can be told. Immutable and pure: the time comes in.
 *
 * <p>Bounded: beyond the most accepted ones the one that would end first is no longer accepted, beyond the most former ones the
 * oldest is forgotten.
 */
final class Keyring {
    /** The most keys that are accepted beside the one in force. */
    static final int MOST_ACCEPTED = 3;
    /** The most keys that are remembered as former. */
    static final int MOST_FORMER = 8;

    private final RingKey active;
    private final Instant since;
    private final List<Accepted> accepted;
    private final List<Former> former;

    /**
     * A former key in its grace period.
     *
     * @param from when the period began here: before that the clock went back, and it doesn't count
     * @param until when it ends
     */
    record Accepted(RingKey key, Instant from, Instant until) {
        boolean isOver(Instant now) {
            return now.isBefore(from) || !now.isBefore(until);
        }

        Accepted endingBy(Instant end) {
            return end.isBefore(until) ? new Accepted(key, from, end) : this;
        }
    }

    /**
     * A key that is no longer accepted. The key itself is forgotten.
     *
     * @param hash the hash of the key
     * @param recognition makes and knows the marks of the key
     */
    record Former(String hash, Hmac recognition) {}

    /**
     * A ring.
     *
     * @param since when the active key began to be used here
     */
    Keyring(RingKey active, Instant since, List<Accepted> accepted, List<Former> former) {
        this.active = active;
        this.since = since;
        this.accepted = List.copyOf(accepted);
        this.former = List.copyOf(former);
    }

    /** Of a key that came by hand: the beginning of everything. */
    static Keyring of(RegistrationKey key) {
        return new Keyring(RingKey.of(key, 0), Instant.EPOCH, List.of(), List.of());
    }

    RingKey active() {
        return active;
    }

    /** Since when the active key is used here. */
    Instant since() {
        return since;
    }

    /** In their grace period, the latest first. */
    List<Accepted> accepted() {
        return accepted;
    }

    /** No longer accepted, the latest first. */
    List<Former> former() {
        return former;
    }

    /** All that admit, the one in force first. */
    List<RingKey> usable() {
        return Stream.concat(Stream.of(active), accepted.stream().map(Accepted::key))
                .toList();
    }

    /** Whether a rotation replaced this key. */
    boolean isSuperseded(String hash) {
        return active.isRotated() && !hash.equals(active.hash()) && hashes().contains(hash);
    }

    /** Of all keys, also those that are no longer accepted. */
    Set<String> hashes() {
        Set<String> hashes = new HashSet<>();
        usable().forEach(key -> hashes.add(key.hash()));
        former.forEach(key -> hashes.add(key.hash()));
        return hashes;
    }

    /** Without what is over. */
    Keyring at(Instant now) {
        return accepted.stream().noneMatch(key -> key.isOver(now)) ? this : with(active, since, accepted, now);
    }

    /**
     * This key takes the place of the one in force.
     *
     * @param grace how long that one, and those that still are in their grace period, admit at most
     */
    Keyring rotated(RegistrationKey key, Instant now, Duration grace) {
        // Not by the clock alone: another node's may be ahead of ours, and the new key must go before.
        RingKey fresh = RingKey.of(key, Math.max(now.toEpochMilli(), active.rotatedAt() + 1));
        Instant end = now.plus(grace);
        List<Accepted> rest = new ArrayList<>();
        rest.add(new Accepted(active, now, end));
        accepted.forEach(earlier -> rest.add(earlier.endingBy(end)));
        return with(fresh, now, rest, now);
    }

    /** What another node says of its ring: see {@link KeyringMerge}. */
    Keyring heard(TrustStatement told, Instant now) {
        return KeyringMerge.of(this, told, now);
    }

    /** Whether that node's ring and this one have a key in common, in whatever state: only then they may change each other. */
    boolean isAkin(TrustStatement told) {
        Set<String> ours = hashes();
        return told.keys().stream().anyMatch(key -> ours.contains(key.hash()))
                || told.former().stream().anyMatch(ours::contains);
    }

    /** A ring of these keys; what is over, or beyond the most, becomes former. */
    Keyring with(RingKey inForce, Instant used, List<Accepted> candidates, Instant now) {
        List<Accepted> wanted = candidates.stream()
                .filter(key -> !key.key().hash().equals(inForce.hash()) && !key.isOver(now))
                .sorted(Comparator.comparing(Accepted::until).reversed())
                .limit(MOST_ACCEPTED)
                .sorted(Comparator.comparing(Accepted::key).reversed())
                .toList();
        Keyring bare = new Keyring(inForce, used, wanted, List.of());
        List<Former> rest = new ArrayList<>();
        candidates.forEach(key -> rest.add(former(key.key())));
        rest.addAll(former);
        List<Former> remembered = new ArrayList<>();
        Set<String> known = bare.hashes();
        rest.stream().filter(key -> known.add(key.hash())).limit(MOST_FORMER).forEach(remembered::add);
        return new Keyring(inForce, used, wanted, remembered);
    }

    Optional<Accepted> accepted(String hash) {
        return accepted.stream().filter(key -> key.key().hash().equals(hash)).findFirst();
    }

    boolean isFormer(String hash) {
        return former.stream().anyMatch(key -> key.hash().equals(hash));
    }

    boolean has(RingKey key) {
        return usable().stream().anyMatch(ours -> ours.hash().equals(key.hash()));
    }

    private static Former former(RingKey key) {
        return new Former(key.hash(), key.derived().recognition());
    }
}
