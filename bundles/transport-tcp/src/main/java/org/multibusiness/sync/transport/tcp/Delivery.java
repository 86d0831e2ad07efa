package org.multibusiness.sync.transport.tcp;

import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.multibusiness.sync.api.transport.LinkListener;
import org.multibusiness.sync.api.transport.PeerLink;
import org.multibusiness.sync.transport.tcp.Listeners.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the listeners the story of one link, one call at a time, in order: {@code linkUp} first, {@code linkDown} last and once, also to
 * a listener that comes late.
 *
 * <p>The turn is what makes it one at a time; it is kept while a listener is called, and a call of {@code received} may take
 * long. So who brings a newcomer doesn't wait for the turn: whoever has it looks for newcomers after giving it back.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final PeerLink link;
    private final Listeners listeners;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile Set<Subscription> told = Set.of();
    private volatile boolean up;

    Delivery(PeerLink link, Listeners listeners) {
        this.link = link;
        this.listeners = listeners;
    }

    /** The story begins. */
    void up() {
        up = true;
        introduce();
    }

    /** Tells those who don't know of the link yet; called whenever there may be one. */
    void introduce() {
        while (up && !turn.isHeldByCurrentThread() && !told.containsAll(listeners.now()) && turn.tryLock()) {
            try {
                tellNewcomers();
            } finally {
                turn.unlock();
            }
        }
    }

    /** A message; returns when all listeners have taken it. */
    void received(byte[] message) {
        inTurn(listener -> listener.received(link, message));
    }

    /** The story ends. */
    void down(String reason) {
        turn.lock();
        try {
            if (up) {
                up = false;
                List<Subscription> now = listeners.now();
                tell(told.stream().filter(now::contains).toList(), listener -> listener.linkDown(link, reason));
            }
        } finally {
            turn.unlock();
        }
    }

    private void inTurn(Consumer<LinkListener> call) {
        turn.lock();
        try {
            tellNewcomers();
            tell(told, call);
        } finally {
            turn.unlock();
        }
        introduce();
    }

    private void tellNewcomers() {
        List<Subscription> now = listeners.now();
        List<Subscription> newcomers =
                now.stream().filter(s -> !told.contains(s)).toList();
        told = Set.copyOf(now);
        tell(newcomers, listener -> listener.linkUp(link));
    }

    /** A listener that fails may have lost a message, and the link must not go on as if nothing was. */
    private void tell(Iterable<Subscription> whom, Consumer<LinkListener> call) {
        for (Subscription subscription : whom) {
            try {
                call.accept(subscription.listener());
            } catch (RuntimeException e) {
                LOG.error(
                        "{} failed when told of the link to node {}, which is closed therefore",
                        subscription.listener().getClass().getName(),
                        link.peer(),
                        e);
                link.close("a listener at the other end failed: " + Words.of(e));
            }
        }
    }
}
