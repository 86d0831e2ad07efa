package org.multibusiness.sync.security;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.security.NodeIdentity;
import org.multibusiness.sync.api.security.TrustTalk;

/**
 * The talk on one link: knows which keys the other end has, as far as it said. What to say is the {@link TrustBook}'s. Thread-safe.
 */
final class Talk implements TrustTalk {
    private final TrustBook book;
    private final NodeIdentity peer;
    private @Nullable Line line;
    /** What the other end said last; null before its first word. */
    private @Nullable TrustStatement heard;
    /** The hashes of the keys that it has, by its own word or from us. */
    private final Set<String> known = new HashSet<>();

    Talk(TrustBook book, NodeIdentity peer) {
        this.book = book;
        this.peer = peer;
    }

    NodeIdentity peer() {
        return peer;
    }

    @Override
    public void begin(Line opened) {
        synchronized (this) {
            line = opened;
        }
        book.begun(this);
    }

    @Override
    public void heard(byte[] bytes) {
        book.heard(this, bytes);
    }

    @Override
    public void end() {
        synchronized (this) {
            line = null;
        }
        book.ended(this);
    }

    /** Remembers what the other end has. */
    synchronized void note(TrustStatement statement) {
        heard = statement;
        known.clear();
        known.addAll(statement.hashes());
    }

    /**
     * Says how things are. Keys go along only when the other end lacks them, has spoken, and belongs to those who share a key with us:
     * a link may stay up while the operator moves this server to another group.
     */
    boolean say(Keyring ring, List<RevocationRecord> revocations, Instant now) {
        Line open;
        TrustStatement statement;
        synchronized (this) {
            open = line;
            boolean enclosing = heard != null && ring.isAkin(heard);
            statement = TrustStatement.of(ring, enclosing ? known : ring.hashes(), revocations, now);
            if (enclosing) {
                known.addAll(statement.hashes());
            }
        }
        return open != null && open.send(TrustMessage.encode(statement));
    }

    /** Whether the other end lacks a key of ours that it may have. */
    synchronized boolean lacks(Keyring ring) {
        TrustStatement last = heard;
        return last != null
                && ring.isAkin(last)
                && ring.usable().stream()
                        .anyMatch(key ->
                                !known.contains(key.hash()) && !last.former().contains(key.hash()));
    }

    void cut(String reason) {
        Line open;
        synchronized (this) {
            open = line;
        }
        if (open != null) {
            open.cut(reason);
        }
    }
}
