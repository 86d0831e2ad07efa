package org.multibusiness.sync.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.KnownPeer;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.core.dial.Backoff;

/**
 * One peer: its addresses, what the discoveries say of it, and the round of dials that is under way. A round tries the address
 * that worked last, then the others, each {@link #STAGGER} after the one before or as soon as that one failed (RFC 8305, "happy
 * eyeballs"). Time and randomness are arguments. Used by the loop's thread only.
 */
final class Acquaintance {
    /** So long an address is waited for before the next one is tried too. */
    static final Duration STAGGER = Duration.ofMillis(250);

    /** So long the node with the larger id waits for the other one's dial. */
    private static final Duration COURTESY = Duration.ofMillis(750);

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** A link that ends sooner was of no use: the other end talks with a copy of this node, or something breaks each time. */
    private static final Duration OF_USE = Duration.ofSeconds(3);

    /** Two links that end at once are the common end of dials that crossed; more are worth one line in so long. */
    private static final int CROSSED = 2;

    private static final Duration SAID = Duration.ofMinutes(10);
    private static final int MOST_ADDRESSES = 32;
    private static final String LINK = "link";
    /** Names an address that nobody names any more, but that led to a link. */
    static final String LAST_KNOWN = "last-known";

    private final Map<PeerAddress, DialRecord> addresses = new LinkedHashMap<>();
    /** What each discovery says of it, and the link itself once there was one: the best word counts. */
    private final Map<String, Standing> words = new HashMap<>();

    private final Map<PeerAddress, Instant> pending = new LinkedHashMap<>();
    private final Deque<PeerAddress> waiting = new ArrayDeque<>();
    private @Nullable PeerAddress winner;
    private @Nullable NodeId node;
    private String name;
    private NameSource namedBy = NameSource.ADDRESS;
    private String version = "";
    /** The last dial told us so; it is dialled on, for it may be mended there. */
    private boolean wrongKey;

    /** Where it is found, too, as is known since the link is up: the way to go when the link falls silent. */
    private @Nullable PeerAddress elsewhere;

    private boolean linked;
    private Instant linkedSince = Instant.MIN;
    private Instant said = Instant.MIN;
    /** Links in a row that ended at once. */
    private int brief;

    private int failures;
    private Instant begun = Instant.MIN;
    private Instant nextRound = Instant.MIN;

    /** Whose word a name is. The better one stands, and of equals the later. */
    private enum NameSource {
        /** It is the address at which it was named, or the id. */
        ADDRESS,
        /** Of somebody who knows its id. */
        HEARSAY,
        /** Its own, proven. */
        ITSELF
    }

    Acquaintance(String name) {
        this.name = name;
    }

    @Nullable
    NodeId node() {
        return node;
    }

    boolean has(PeerAddress address) {
        return addresses.containsKey(address);
    }

    /** Whether it is nobody else: every address of a name that somebody gave us leads to this very node. */
    boolean isOurselves() {
        return node == null
                && !addresses.isEmpty()
                && addresses.values().stream().allMatch(DialRecord::isSelf);
    }

    /** Whether the last dial of this address of it met this very node. */
    boolean metOurselvesAt(PeerAddress address) {
        DialRecord known = addresses.get(address);
        return known != null && known.isSelf();
    }

    /** Whether there is nothing left to know it for. */
    boolean isForgotten() {
        return addresses.isEmpty() && !linked;
    }

    /**
     * A discovery named it. Of a candidate with a node id it names all addresses at once: one that it doesn't name any more is
     * forgotten.
     *
     * @return its first address, when the one that worked last is not among those that its own announcement names any more: the
     *     peer has moved, and a link to the old place is dead though nobody noticed yet
     */
    Optional<PeerAddress> seen(String discovery, PeerCandidate candidate) {
        node = candidate.node() != null ? candidate.node() : node;
        call(candidate.name(), source(candidate));
        version = candidate.version().isEmpty() ? version : candidate.version();
        if (words.put(discovery, candidate.standing()) != candidate.standing() && failures > 0) {
            nextRound = Instant.MIN;
        }
        DialRecord last = winner == null ? null : addresses.get(winner);
        boolean left = last != null
                && last.isNamedBy(discovery)
                && !candidate.addresses().contains(winner);
        List<PeerAddress> fresh =
                candidate.addresses().stream().filter(each -> !has(each)).toList();
        if (candidate.node() != null) {
            forget(discovery, candidate.addresses());
        }
        candidate.addresses().forEach(each -> record(each).ifPresent(it -> it.namedBy(discovery)));
        if (winner != null) {
            candidate.addresses().stream().filter(this::has).findFirst().ifPresent(this::mayHaveMovedTo);
        }
        if (!fresh.isEmpty()) {
            nextRound = Instant.MIN;
            failures = 0;
            if (!pending.isEmpty()) {
                fresh.stream().filter(this::has).forEach(waiting::add);
            }
        }
        boolean moved = left && candidate.standing() == Standing.AUTHENTIC;
        return moved ? candidate.addresses().stream().findFirst() : Optional.empty();
    }

    private static NameSource source(PeerCandidate candidate) {
        NodeId known = candidate.node();
        // Who tells strangers no name is listed by its id, until a link tells how it is called.
        if (known == null || candidate.name().equals(known.value())) {
            return NameSource.ADDRESS;
        }
        return candidate.standing() == Standing.AUTHENTIC ? NameSource.ITSELF : NameSource.HEARSAY;
    }

    private void call(String called, NameSource by) {
        if (!called.isEmpty() && by.compareTo(namedBy) >= 0) {
            name = called;
            namedBy = by;
        }
    }

    private void forget(String discovery, List<PeerAddress> but) {
        addresses
                .entrySet()
                .removeIf(entry -> !but.contains(entry.getKey())
                        && entry.getValue().isNamedBy(discovery)
                        && entry.getValue().forgottenBy(discovery));
        waiting.removeIf(each -> !has(each));
    }

    /** A discovery doesn't name this candidate any more: its word is forgotten, an address is kept while others name it. */
    void gone(String discovery, PeerCandidate candidate) {
        for (PeerAddress address : candidate.addresses()) {
            DialRecord known = addresses.get(address);
            if (known != null && known.forgottenBy(discovery)) {
                addresses.remove(address);
                waiting.remove(address);
            }
        }
        if (addresses.values().stream().noneMatch(each -> each.isNamedBy(discovery))) {
            words.remove(discovery);
        }
    }

    /** A discovery is no more: its word is forgotten, not the addresses that led to a link. */
    void withdrawn(String discovery) {
        words.remove(discovery);
        addresses.values().stream()
                .filter(DialRecord::hasLed)
                .filter(known -> known.isNamedBy(discovery))
                .forEach(known -> known.namedBy(LAST_KNOWN));
        forget(discovery, List.of());
    }

    /** Only while the address that it was dialled at is not named by anybody: else a second address would mean nothing. */
    private void mayHaveMovedTo(PeerAddress address) {
        if (linked && (winner == null || !has(winner))) {
            elsewhere = address;
        }
    }

    /**
     * Where to dial though there is a link, which is silent: an address that was named after the one in use was taken back, or at
     * which it was met then. Said once.
     */
    Optional<PeerAddress> wayOut() {
        Optional<PeerAddress> way = Optional.ofNullable(elsewhere).filter(this::has);
        elsewhere = null;
        return way;
    }

    /** A dial of this address, of which nobody knew whose it is, led to this peer, with whom there is a link already. */
    void isAt(NodeId met, PeerAddress address, Instant now) {
        node = met;
        record(address).ifPresent(known -> known.worked(now));
        mayHaveMovedTo(address);
    }

    /** A link to it came up; {@code dialled} is where we dialled, null when it did. */
    void linked(NodeId proven, String itsName, @Nullable PeerAddress dialled, Instant now) {
        node = proven;
        linkedSince = linked ? linkedSince : now;
        linked = true;
        call(itsName, NameSource.ITSELF);
        failures = 0;
        wrongKey = false;
        words.put(LINK, Standing.AUTHENTIC);
        endRound();
        winner = winner != null && has(winner) ? winner : null;
        if (dialled != null) {
            record(dialled).ifPresent(it -> it.worked(now));
            winner = dialled;
        }
    }

    /**
     * Whether a new link to it is worth a line in the log: not each time, while one after the other ends at once. To be asked once for
     * each, for then it counts as said.
     */
    boolean isNews(Instant now) {
        boolean news = brief < CROSSED || !now.isBefore(said.plus(SAID));
        said = news ? now : said;
        return news;
    }

    /**
     * A link went down: dial again soon, with a little patience so that both sides don't collide. If it was of no use (its
     * database is not ready, it talks with a copy of this node), with more patience each time: that node calls as soon as it can.
     */
    void unlinked(Instant now, double random) {
        if (linked) {
            brief = now.isBefore(linkedSince.plus(OF_USE)) ? brief + 1 : 0;
            failures = Math.max(1, brief);
        } else {
            failures++;
        }
        linked = false;
        endRound();
        nextRound = now.plus(BACKOFF.after(failures, random));
    }

    void failed(PeerAddress address, DialFailure failure, Instant now, double random) {
        DialRecord known = addresses.get(address);
        if (known == null) {
            return;
        }
        known.failed(failure);
        wrongKey = failure.cause() == DialFailure.Cause.WRONG_KEY;
        if (pending.remove(address) != null) {
            endOfRound(now, random);
        }
    }

    private void endOfRound(Instant now, double random) {
        if (pending.isEmpty() && waiting.isEmpty()) {
            failures++;
            nextRound = now.plus(BACKOFF.after(failures, random));
        }
    }

    private void endRound() {
        pending.clear();
        waiting.clear();
        elsewhere = null;
    }

    /** Makes it due now. */
    void hurry() {
        nextRound = Instant.MIN;
    }

    /** The address to dial now, if one is due. To be asked again until none is. */
    Optional<PeerAddress> due(NodeId self, Instant now, double random) {
        if (pending.values().removeIf(since -> !now.isBefore(since.plus(PATIENCE)))) {
            endOfRound(now, random);
        }
        if (!pending.isEmpty() && now.isBefore(begun.plus(STAGGER))) {
            return Optional.empty();
        }
        if (waiting.isEmpty() && (!pending.isEmpty() || !beginsRound(self, now))) {
            return Optional.empty();
        }
        return Optional.ofNullable(waiting.poll()).map(address -> begin(address, now));
    }

    private PeerAddress begin(PeerAddress address, Instant now) {
        pending.put(address, now);
        begun = now;
        DialRecord known = addresses.get(address);
        if (known != null) {
            known.began(now);
        }
        return address;
    }

    private boolean beginsRound(NodeId self, Instant now) {
        if (!mayBeDialled() || self.equals(node) || now.isBefore(nextRound)) {
            return false;
        }
        NodeId other = node;
        if (other != null && failures == 0 && nextRound.equals(Instant.MIN) && self.compareTo(other) > 0) {
            nextRound = now.plus(COURTESY);
            return false;
        }
        addresses.entrySet().stream()
                .filter(entry -> entry.getValue().isWorthADial(now))
                .sorted(Comparator.comparing((Map.Entry<PeerAddress, DialRecord> entry) ->
                                !entry.getKey().equals(winner))
                        .thenComparing(entry -> entry.getValue().tried()))
                .forEach(entry -> waiting.add(entry.getKey()));
        return !waiting.isEmpty();
    }

    boolean mayBeDialled() {
        return switch (standing()) {
            case AUTHENTIC, UNPROVEN -> true;
            case PREDECESSOR, WRONG_KEY -> false;
        };
    }

    /** The best of what is said: a stranger's word takes nothing away from a peer's own proof. */
    private Standing standing() {
        return words.values().stream().min(Comparator.naturalOrder()).orElse(Standing.UNPROVEN);
    }

    /** Takes in what was known under an address alone. */
    void merge(Acquaintance other) {
        other.addresses.forEach((address, known) -> {
            if (has(address)) {
                record(address).ifPresent(it -> it.addAll(known));
            } else if (addresses.size() < MOST_ADDRESSES) {
                addresses.put(address, known);
            }
        });
        other.words.forEach(
                (discovery, word) -> words.merge(discovery, word, (one, two) -> one.compareTo(two) <= 0 ? one : two));
    }

    private Optional<DialRecord> record(PeerAddress address) {
        if (!has(address) && addresses.size() >= MOST_ADDRESSES) {
            return Optional.empty();
        }
        return Optional.of(addresses.computeIfAbsent(address, a -> new DialRecord()));
    }

    KnownPeer view() {
        List<KnownPeer.KnownAddress> views = new ArrayList<>();
        addresses.entrySet().stream()
                .sorted(Comparator.comparing(entry -> !entry.getKey().equals(winner)))
                .forEach(entry -> views.add(entry.getValue().view(entry.getKey())));
        Standing worth = wrongKey ? Standing.WRONG_KEY : standing();
        return new KnownPeer(node == null ? "" : node.value(), name, version, worth, views);
    }
}
