package org.multibusiness.sync.transport.tcp;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent on one link, bounded in bytes. An empty one takes any message, so that the largest message passes
 * whatever the bound is. A message counts until it is written. Thread-safe.
 */
final class Outbox {
    /** What a message costs beside its bytes: so that empty ones are bounded, too. */
    private static final int OVERHEAD = 64;

    private final long bound;
    private final Deque<Frame> frames = new ArrayDeque<>();
    private long bytes;
    private boolean finished;

    Outbox(int bound) {
        this.bound = bound;
    }

    /** False when there is no room, or when it is finished. */
    boolean offer(byte[] message) {
        return offer(Frame.message(message));
    }

    /** The same for a frame that is not the last. */
    synchronized boolean offer(Frame frame) {
        if (finished || (bytes > 0 && bytes + cost(frame.body()) > bound)) {
            return false;
        }
        bytes += cost(frame.body());
        frames.add(frame);
        notifyAll();
        return true;
    }

    /** Forgets what waits; this is the last frame. Only the first call counts. */
    synchronized void finish(Frame last) {
        if (!finished) {
            finished = true;
            frames.clear();
            frames.add(last);
            notifyAll();
        }
    }

    /** Forgets everything, also the last frame: the connection is gone. */
    synchronized void abandon() {
        finished = true;
        frames.clear();
        notifyAll();
    }

    /** Waits for the next frame; null when the last one was taken. */
    synchronized @Nullable Frame take() throws InterruptedException {
        while (frames.isEmpty() && !finished) {
            wait();
        }
        return frames.poll();
    }

    /** To be called when a frame that was taken is written; whether nothing more waits. */
    synchronized boolean written(Frame frame) {
        bytes -= cost(frame.body());
        return frames.isEmpty();
    }

    /** How much waits, or is being written. */
    synchronized long bytes() {
        return bytes;
    }

    private static long cost(byte[] message) {
        return message.length + (long) OVERHEAD;
    }
}
