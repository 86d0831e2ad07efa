package org.multibusiness.sync.transport.tcp;

import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.transport.DialFailure;
import org.multibusiness.sync.api.transport.LinkListener;
import org.multibusiness.sync.api.transport.PeerLink;

/** Hears everything, and can be told to take its time. */
final class Recorder implements LinkListener {
    private final List<PeerLink> up = new CopyOnWriteArrayList<>();
    private final List<String> down = new CopyOnWriteArrayList<>();
    private final List<String> story = new CopyOnWriteArrayList<>();
    private final List<DialFailure> failures = new CopyOnWriteArrayList<>();
    private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    private volatile long allocatedBefore;
    private volatile long allocatedWhileUp;
    private volatile boolean busy;
    private volatile boolean failing;

    @Override
    public void linkUp(PeerLink link) {
        allocatedBefore = allocated();
        up.add(link);
        story.add("up");
    }

    @Override
    public void received(PeerLink link, byte[] message) {
        story.add("message");
        if (failing) {
            throw new IllegalStateException("this listener fails");
        }
        while (busy && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(1_000_000);
        }
        messages.add(message);
    }

    @Override
    public void linkDown(PeerLink link, String reason) {
        allocatedWhileUp = allocated() - allocatedBefore;
        down.add(reason);
        story.add("down");
    }

    @Override
    public void dialFailed(PeerAddress address, DialFailure failure) {
        failures.add(failure);
    }

    /** What the last link's reading thread, which calls us, allocated while it was up. */
    long allocatedWhileUp() {
        return allocatedWhileUp;
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    void beBusy(boolean now) {
        busy = now;
    }

    void fail() {
        failing = true;
    }

    List<PeerLink> up() {
        return up;
    }

    List<String> down() {
        return down;
    }

    /** What was called, in order. */
    List<String> story() {
        return story;
    }

    byte[] message() throws InterruptedException {
        byte[] message = messages.poll(20, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message came within 20 s");
        }
        return message;
    }

    DialFailure failure() {
        await().atMost(Duration.ofSeconds(20)).until(() -> !failures.isEmpty());
        return failures.get(0);
    }

    String downReason() {
        await().atMost(Duration.ofSeconds(20)).until(() -> !down.isEmpty());
        return down.get(0);
    }
}
