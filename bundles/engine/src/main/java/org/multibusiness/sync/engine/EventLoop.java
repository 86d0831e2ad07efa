package org.multibusiness.sync.engine;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread, one bounded queue. Everything that touches the replica or the directory runs here, one event at a time. Others
 * wait when the queue is full: that is the back-pressure on links. Events must not wait for the loop.
 */
final class EventLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
    private static final int CAPACITY = 1024;
    private static final long OFFER_MILLIS = 200;

    private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final Duration period;
    private final NodeThreads threads;
    private final String name;
    private volatile @Nullable Thread thread;
    private volatile boolean closed;

    EventLoop(NodeThreads threads, String name, Duration period) {
        this.threads = threads;
        this.period = period;
        this.name = name;
    }

    /** Starts the thread, which calls {@code tick} once a period. */
    void start(Runnable tick) {
        Thread started = threads.thread(name, () -> run(tick));
        thread = started;
        started.start();
    }

    /** Queues an event; waits while the queue is full; forgets the event when the loop is closed. */
    void put(Runnable event) {
        try {
            boolean queued = false;
            while (!queued && !closed) {
                queued = queue.offer(event, OFFER_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Runnable tick) {
        long nextTick = System.nanoTime();
        while (!closed) {
            try {
                Runnable event = queue.poll(Math.max(0, nextTick - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (event != null) {
                    guarded(event);
                }
                if (System.nanoTime() - nextTick >= 0) {
                    guarded(tick);
                    nextTick = System.nanoTime() + period.toNanos();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** A broken event must not stop the node: it is reported, with its trace, and the loop goes on. */
    private static void guarded(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            LOG.error("An event failed inside the engine. Sync goes on; please report this with the trace below.", e);
        }
    }

    /** Stops the thread and waits for it, at most two seconds. */
    @Override
    public void close() {
        closed = true;
        Thread running = thread;
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
