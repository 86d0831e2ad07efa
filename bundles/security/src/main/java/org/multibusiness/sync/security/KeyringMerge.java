package org.multibusiness.sync.security;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.multibusiness.sync.api.security.GroupTrust;
import org.multibusiness.sync.security.Keyring.Accepted;

/**
 * What a ring becomes by another node's word. It moves in one direction only, whatever the order in which words come: a later key
 * takes the place of the one in force, grace periods get shorter, what was removed stays removed.
 */
final class KeyringMerge {
    /** For a key of which the other node knows nothing, because somebody else rotated at the same time. */
    static final Duration UNTOLD_GRACE = Duration.ofMinutes(5);

    /** So much earlier an end must be to count: two nodes would go on telling each other of milliseconds. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final Keyring ring;
    private final TrustStatement told;
    private final Instant now;

    private KeyringMerge(Keyring ring, TrustStatement told, Instant now) {
        this.ring = ring;
        this.told = told;
        this.now = now;
    }

    static Keyring of(Keyring ring, TrustStatement told, Instant now) {
        return ring.isAkin(told) ? new KeyringMerge(ring, told, now).merged() : ring;
    }

    private Keyring merged() {
        RingKey active = latest();
        List<Accepted> rest = new ArrayList<>();
        ring.accepted().forEach(key -> rest.add(shortened(key)));
        if (!active.hash().equals(ring.active().hash())) {
            rest.add(replaced());
        }
        newcomers(active).forEach(rest::add);
        if (active.equals(ring.active()) && rest.equals(ring.accepted())) {
            return ring;
        }
        Instant since = active.hash().equals(ring.active().hash()) ? ring.since() : now;
        return ring.with(active, since, rest, now);
    }

    /** Ours, or theirs if that took its place later. Of the same key both may know another time: the later one counts. */
    private RingKey latest() {
        RingKey ours = ring.active();
        Optional<RingKey> theirs = told.active()
                .flatMap(key -> key.hash().equals(ours.hash())
                        ? Optional.of(ours.at(Math.max(ours.rotatedAt(), key.rotatedAt())))
                        : usable(key));
        return theirs.filter(key -> !ring.isFormer(key.hash()))
                .filter(key -> key.compareTo(ours) > 0)
                .orElse(ours);
    }

    private Optional<RingKey> usable(TrustStatement.ToldKey key) {
        return key.rotatedAt() > 0 ? key.key().map(text -> RingKey.of(text, key.rotatedAt())) : Optional.empty();
    }

    /** The key that was in force until now admits as long as the other node says; not at all if it was removed there. */
    private Accepted replaced() {
        String hash = ring.active().hash();
        Duration grace = told.former().contains(hash)
                ? Duration.ZERO
                : told.key(hash).map(TrustStatement.ToldKey::grace).orElse(UNTOLD_GRACE);
        return new Accepted(ring.active(), now, now.plus(bounded(grace)));
    }

    private Accepted shortened(Accepted key) {
        String hash = key.key().hash();
        if (told.former().contains(hash)) {
            return key.endingBy(now);
        }
        return told.key(hash)
                .filter(theirs -> !theirs.isActive())
                .map(theirs -> now.plus(theirs.grace()))
                .filter(end -> end.isBefore(key.until().minus(SLACK)))
                .map(key::endingBy)
                .orElse(key);
    }

    /** Keys of a rotation that lost against another one: some nodes may have nothing else. */
    private List<Accepted> newcomers(RingKey active) {
        return told.keys().stream()
                .flatMap(key -> usable(key).stream()
                        .filter(fresh -> !ring.hashes().contains(fresh.hash())
                                && !fresh.hash().equals(active.hash()))
                        .map(fresh -> new Accepted(
                                fresh, now, now.plus(bounded(key.isActive() ? UNTOLD_GRACE : key.grace())))))
                .toList();
    }

    private static Duration bounded(Duration grace) {
        return grace.compareTo(GroupTrust.LONGEST_GRACE) > 0 ? GroupTrust.LONGEST_GRACE : grace;
    }
}
