package org.multibusiness.sync.transport.tcp;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.api.transport.LinkListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who want to hear of links. Thread-safe. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** One stay of a listener: one that goes and comes again is told everything anew. Equal to itself only. */
    static final class Subscription {
        private final LinkListener listener;

        private Subscription(LinkListener listener) {
            this.listener = listener;
        }

        LinkListener listener() {
            return listener;
        }
    }

    void add(LinkListener listener) {
        subscriptions.add(new Subscription(listener));
        wake();
    }

    void remove(LinkListener listener) {
        subscriptions.removeIf(subscription -> subscription.listener == listener);
    }

    /** Those of this moment. */
    List<Subscription> now() {
        return List.copyOf(subscriptions);
    }

    /**
     * Waits until somebody listens: what is read while nobody does would be lost.
     *
     * @param gaveUp whether to stop waiting; looked at after every {@link #wake()}
     * @return whether somebody listens
     */
    boolean await(Duration patience, BooleanSupplier gaveUp) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (subscriptions.isEmpty() && !gaveUp.getAsBoolean() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !subscriptions.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Those who wait look again whether to give up. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void dialFailed(PeerAddress address, DialFailure failure) {
        LOG.debug("Dialling {} failed: {} {}", address, failure.cause(), failure.detail());
        for (Subscription subscription : subscriptions) {
            try {
                subscription.listener.dialFailed(address, failure);
            } catch (RuntimeException e) {
                LOG.error(
                        "{} failed when told of a failed dial of {}",
                        subscription.listener.getClass().getName(),
                        address,
                        e);
            }
        }
    }
}
