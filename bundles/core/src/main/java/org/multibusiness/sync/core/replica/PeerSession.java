package org.multibusiness.sync.core.replica;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.core.stability.AckFeed;
import org.multibusiness.sync.core.wire.Message;
import org.multibusiness.sync.core.wire.TransactionWeight;

/** What we know about one link: what we send on it (by the peer's subscription) and what we get on it (by ours). */
final class PeerSession {
    final long link;
    final NodeId peer;
    final boolean outgoing;
    Message.@Nullable Hello hello;
    /** What we said in our HELLO that we hold. */
    VersionVector told = VersionVector.EMPTY;

    @Nullable
    Comparison comparison;
    /** Its last transaction of every origin, as it showed them at rest. */
    Map<Dot, ChainPoint> heads = Map.of();
    /** Both sides hold the same histories: transactions may flow. */
    boolean agreed;

    VersionVector acknowledged = VersionVector.EMPTY;
    /** What it must hold to have sent what it sent. */
    private VersionVector shown = VersionVector.EMPTY;

    Instant lastSent;
    final GapWatch gaps = new GapWatch();
    final AckFeed feed = new AckFeed();
    Instant lastTold;

    // What we send.
    private Message.@Nullable Subscribe subscription;
    private VersionVector sent = VersionVector.EMPTY;
    private long position;
    /** Where to go on within transactions that travel in parts. */
    private final Map<Dot, Long> begun = new HashMap<>();

    private long credit;
    /** Stays set over a new subscription until the read is answered: one at a time. */
    private boolean reading;

    private boolean exhausted;
    private @Nullable Instant refusedAt;
    private int batch;

    // What we get.
    int ownSubscription;
    /** When to subscribe anew because something could not be kept. */
    @Nullable
    Instant askAgain;

    private final ReplicaLimits limits;
    private final SteadyTime steady;

    PeerSession(long link, NodeId peer, boolean outgoing, ReplicaLimits limits, SteadyTime steady, Instant now) {
        this.link = link;
        this.peer = peer;
        this.outgoing = outgoing;
        this.limits = limits;
        this.steady = steady;
        this.lastSent = steady.at(now);
        this.lastTold = lastSent;
        this.batch = limits.smallestBatch();
    }

    /** The side that dialled this link. */
    NodeId dialler(NodeId self) {
        return outgoing ? self : peer;
    }

    void send(Message message, Instant now, List<Effect> effects) {
        lastSent = steady.at(now);
        effects.add(new Effect.Send(link, message));
    }

    /** Whether it is time to subscribe anew; says so once. */
    boolean isToAskAgain(Instant now) {
        Instant at = askAgain;
        if (at == null || now.isBefore(at)) {
            return false;
        }
        askAgain = null;
        return true;
    }

    void subscribed(Message.Subscribe request) {
        subscription = request;
        sent = request.vector();
        position = 0;
        begun.clear();
        begun.putAll(request.begun());
        credit = request.credit();
        exhausted = false;
        refusedAt = null;
    }

    void credited(Message.Credit more) {
        if (subscription != null && more.subscription() == subscription.number()) {
            credit += more.bytes();
        }
    }

    /**
     * Who sends a transaction holds it, with all that its author had seen. For as long as it sends and gets nothing, it does not come
     * to say so.
     */
    void shows(List<ChangeTransaction> transactions) {
        for (ChangeTransaction transaction : transactions) {
            Dot dot = transaction.dot();
            shown = shown.join(transaction.past()).join(VersionVector.EMPTY.with(dot.origin(), dot.sequence()));
        }
    }

    /** What it holds, by what it said and what it sent. */
    VersionVector holds() {
        return acknowledged.join(shown);
    }

    void logGrew() {
        exhausted = false;
    }

    /** The next read, when the peer asked for more, allows more and lacks something. */
    Optional<Effect.Read> nextRead(VersionVector held) {
        if (subscription == null || reading || exhausted || credit <= 0) {
            return Optional.empty();
        }
        // It may have got something elsewhere since it subscribed, and the log may be without that by now.
        sent = sent.join(acknowledged);
        Set<OriginId> elsewhere = new HashSet<>();
        boolean lacking = false;
        for (Map.Entry<OriginId, Long> entry : held.entries().entrySet()) {
            if (subscription.excluded().contains(entry.getKey().node())) {
                elsewhere.add(entry.getKey());
            } else {
                lacking |= entry.getValue() > sent.sequence(entry.getKey());
            }
        }
        if (!lacking) {
            return Optional.empty();
        }
        reading = true;
        begun.keySet().removeIf(sent::covers);
        ReadRequest request = new ReadRequest(
                sent, elsewhere, position, batch, Math.min(credit, limits.sliceWeight()), limits.sliceWeight(), begun);
        return Optional.of(new Effect.Read(link, subscription.number(), request));
    }

    /** Takes a slice in; returns the message to send, if there is one: a slice for an earlier subscription is of no use. */
    Optional<Message> sliceRead(int number, LogSlice slice) {
        reading = false;
        if (subscription == null || subscription.number() != number) {
            return Optional.empty();
        }
        position = slice.position();
        batch = slice.more() ? Math.min(batch * 2, limits.largestBatch()) : limits.smallestBatch();
        TransactionPart part = slice.part();
        if (part != null && !isUnderstood(part)) {
            exhausted = true;
            return Optional.empty();
        }
        if (part != null) {
            return Optional.of(new Message.Part(number, sent(part)));
        }
        if (slice.transactions().isEmpty()) {
            exhausted = true;
            return Optional.empty();
        }
        for (ChangeTransaction transaction : slice.transactions()) {
            sent = sent.with(transaction.dot().origin(), transaction.dot().sequence());
            credit -= TransactionWeight.of(transaction);
        }
        return Optional.of(new Message.Transactions(number, List.copyOf(slice.transactions())));
    }

    /** A peer of a former version waits until it is updated; it gets what is before. */
    private boolean isUnderstood(TransactionPart part) {
        Message.Hello said = hello;
        return part.pieces().isEmpty() || (said != null && said.capabilities().contains(Message.Part.LARGE_VALUES));
    }

    private TransactionPart sent(TransactionPart part) {
        Dot dot = part.transaction().dot();
        if (part.last()) {
            sent = sent.with(dot.origin(), dot.sequence());
        } else {
            begun.put(dot, part.place());
        }
        credit -= TransactionWeight.of(part);
        return part;
    }

    void readFailed() {
        reading = false;
        exhausted = true;
    }

    /**
     * The log does not hold what the subscription needs. Says whether it is to be given up: not at once, for the peer may have
     * got it elsewhere, and its acknowledgement may still be on its way.
     */
    boolean readRefused(int number, Instant now) {
        reading = false;
        exhausted = true;
        boolean current = subscription != null && subscription.number() == number;
        if (!current) {
            return false;
        }
        if (refusedAt == null) {
            refusedAt = now;
        }
        if (now.isBefore(refusedAt.plus(limits.heartbeat().multipliedBy(2)))) {
            return false;
        }
        subscription = null;
        return true;
    }
}
