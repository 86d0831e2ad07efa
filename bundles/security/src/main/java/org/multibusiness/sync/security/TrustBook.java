package org.multibusiness.sync.security;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;
import org.multibusiness.sync.api.security.GroupTrust;
import org.multibusiness.sync.api.security.KeyView;
import org.multibusiness.sync.api.security.NodeIdentity;
import org.multibusiness.sync.api.security.Revocation;
import org.multibusiness.sync.api.security.Rotation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who belongs to the group, as this node knows it and tells it: every change goes to all linked nodes at once, and everything to a
 * node that is linked anew, so that it gets around. Thread-safe; no lock is held while a link is used.
 */
final class TrustBook implements GroupTrust {
    private static final Logger LOG = LoggerFactory.getLogger(TrustBook.class);
    private static final Pattern NODE_ID = Pattern.compile("[0-9a-f]{16}");

    private final NodeKeys self;
    private final Pins pins;
    private final KeyChain keys;
    private final Revocations revocations;
    private final Set<Talk> talks = ConcurrentHashMap.newKeySet();
    /** Others say it at each link. */
    private final AtomicBoolean heardOfOurselves = new AtomicBoolean();

    private volatile Consumer<AuditEvent> witness = event -> {};

    TrustBook(NodeKeys self, Pins pins, KeyChain keys, Revocations revocations) {
        this.self = self;
        this.pins = pins;
        this.keys = keys;
        this.revocations = revocations;
    }

    /** Who is told what other nodes said and what changed here by it. */
    void onTold(Consumer<AuditEvent> told) {
        witness = told;
    }

    KeyChain keys() {
        return keys;
    }

    Pins pins() {
        return pins;
    }

    Revocations expelled() {
        return revocations;
    }

    /** For a link with this node. */
    Talk talk(NodeIdentity peer) {
        return new Talk(this, peer);
    }

    /** The configuration names this key. */
    void configure(ConfiguredKey key) {
        keys.configure(key);
        tell(List.of());
    }

    @Override
    public KeyView key() {
        Keyring ring = keys.ring();
        List<KeyView.FormerKey> accepted = ring.accepted().stream()
                .map(key -> new KeyView.FormerKey(
                        key.key().fingerprint(), RingKey.date(key.until().toEpochMilli())))
                .toList();
        String problem = keys.problem();
        return new KeyView(
                ring.active().fingerprint(),
                ring.active().isRotated() ? ring.active().date() : "",
                keys.place(),
                accepted,
                problem.isEmpty() ? List.of() : List.of(problem));
    }

    @Override
    public Rotation rotate(Duration grace) {
        if (grace.isNegative() || grace.compareTo(LONGEST_GRACE) > 0) {
            throw new IllegalArgumentException(
                    "The grace period may be 0 to " + LONGEST_GRACE.toDays() + " days; nothing was changed.");
        }
        try {
            Keyring ring = keys.rotate(grace);
            LOG.info(
                    "The registration key was rotated here: the new one has the fingerprint {}, the former one is accepted for"
                            + " {} s more.",
                    ring.active().fingerprint(),
                    grace.toSeconds());
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "The new key can't be stored (" + e
                            + "), so nothing was changed. Make room, or give the user that runs this service the right to"
                            + " the folder of its identity.",
                    e);
        }
        List<NodeId> told = tell(List.of());
        List<NodeId> absent = pins.nodes().stream()
                .filter(node -> !told.contains(node) && revocations.of(node).isEmpty())
                .toList();
        return new Rotation(key(), told, absent);
    }

    @Override
    public Revocation revoke(String node) {
        RevocationRecord record = signed(node);
        try {
            if (!revocations.add(record)) {
                throw new IllegalArgumentException(
                        revocations.isFull()
                                ? "There is no room for more than " + Revocations.MOST + " expelled nodes."
                                : "This node was expelled itself: its word counts no more.");
            }
        } catch (IOException e) {
            // It counts, and the others are told: what a restart here forgets they tell again.
            LOG.error("The expelled nodes can't be written ({}). They are kept in memory until then.", e.toString());
        }
        announce(record);
        return record.view();
    }

    @Override
    public List<Revocation> revocations() {
        return revocations.all().stream().map(RevocationRecord::view).toList();
    }

    private RevocationRecord signed(String node) {
        String id = node.strip();
        if (!NODE_ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "'" + id + "' is no node id; that is 16 hex digits. Next: sync:nodes shows them.");
        }
        if (id.equals(self.identity().id().value())) {
            throw new IllegalArgumentException("This is the node " + id
                    + " itself, and a node can't expel itself. Next: run sync:revoke at another server; to take this one out of"
                    + " use, stop its service.");
        }
        revocations.of(new NodeId(id)).ifPresent(record -> {
            throw new IllegalArgumentException("Node " + id + " is expelled already, since " + RingKey.date(record.at())
                    + ", by node " + record.signer().id() + ".");
        });
        String fingerprint = pins.fingerprint(new NodeId(id))
                .orElseThrow(() -> new IllegalArgumentException("Node " + id
                        + " was never linked with this one, so its public key is not known here. Next: revoke it at a server"
                        + " that knows it (sync:nodes), or change the registration key with sync:key-rotate."));
        try {
            return RevocationRecord.sign(self, fingerprint, keys.now());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this node's own key can sign, as it showed when it was read", e);
        }
    }

    /** One place for what happens when a node is expelled, here or elsewhere. */
    private void announce(RevocationRecord record) {
        Revocation view = record.view();
        LOG.warn(
                "Node {} was expelled from the group by node {} on {}. It is not let in again with this identity.",
                view.node(),
                view.by(),
                RingKey.date(record.at()));
        talks.stream()
                .filter(talk -> talk.peer().fingerprint().equals(record.fingerprint()))
                .forEach(talk -> talk.cut(reason(record)));
        tell(List.of(record));
    }

    private static String reason(RevocationRecord record) {
        return "node " + record.view().node() + " was revoked by node "
                + record.view().by() + " on " + RingKey.date(record.at());
    }

    void begun(Talk talk) {
        talks.add(talk);
        // After it is in the set: whoever is expelled from now on is cut by that.
        revocations
                .of(talk.peer().fingerprint())
                .ifPresentOrElse(
                        record -> talk.cut(reason(record)), () -> talk.say(keys.ring(), revocations.all(), keys.now()));
    }

    void ended(Talk talk) {
        talks.remove(talk);
    }

    void heard(Talk talk, byte[] bytes) {
        if (revocations.of(talk.peer().fingerprint()).isPresent()) {
            // It is being cut; what it says counts no more.
            return;
        }
        try {
            TrustStatement statement = TrustMessage.decode(bytes);
            talk.note(statement);
            String teller = talk.peer().id().value();
            takeRevocations(statement.revocations(), teller);
            Optional<Keyring> before = keys.hear(statement, teller);
            if (before.isPresent()) {
                witness.accept(keyEvent(before.get(), keys.ring()).with("told-by", teller));
                tell(List.of());
            } else if (talk.lacks(keys.ring())) {
                talk.say(keys.ring(), List.of(), keys.now());
            }
        } catch (IOException e) {
            LOG.warn(
                    "Node {} said something about keys and expelled nodes that can't be used: {}. The link is closed.",
                    talk.peer().id(),
                    e.getMessage());
            talk.cut("what was said about trust could not be used: " + e.getMessage());
        }
    }

    private static AuditEvent keyEvent(Keyring before, Keyring now) {
        AuditEvent event = AuditEvent.of(AuditKind.KEY_CHANGED, "")
                .with("fingerprint", now.active().fingerprint());
        return now.active().hash().equals(before.active().hash())
                ? event.with("note", "the same key; which former ones are accepted, or until when")
                : event;
    }

    private static AuditEvent expelled(RevocationRecord record, String teller) {
        return AuditEvent.of(AuditKind.NODE_REVOKED, record.view().node().value())
                .with("decided-at", record.signer().id().value())
                .with("told-by", teller);
    }

    private void takeRevocations(List<RevocationRecord> told, String teller) {
        List<RevocationRecord> fresh = new ArrayList<>();
        for (RevocationRecord record : told) {
            if (record.fingerprint().equals(self.identity().fingerprint())) {
                LOG.error(
                        "Node {} says that this node is expelled from the group. Others will not let it in; it can come back with a"
                                + " new identity only.",
                        record.signer().id());
                if (heardOfOurselves.compareAndSet(false, true)) {
                    witness.accept(expelled(record, teller).with("note", "this node itself, by others"));
                }
                continue;
            }
            try {
                if (revocations.add(record)) {
                    fresh.add(record);
                }
            } catch (IOException e) {
                LOG.error(
                        "The expelled nodes can't be written ({}). They are kept in memory until then.", e.toString());
                fresh.add(record);
            }
        }
        for (RevocationRecord record : fresh) {
            witness.accept(expelled(record, teller));
            announce(record);
        }
    }

    /** Who was told. */
    private List<NodeId> tell(List<RevocationRecord> fresh) {
        Keyring ring = keys.ring();
        return talks.stream()
                .filter(talk -> revocations.of(talk.peer().fingerprint()).isEmpty())
                .filter(talk -> talk.say(ring, fresh, keys.now()))
                .map(talk -> talk.peer().id())
                .distinct()
                .collect(Collectors.toList());
    }
}
