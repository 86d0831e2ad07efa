package org.multibusiness.sync.transport.tcp;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The threads of this transport: daemons, named, counted, so that the end can wait for them. */
final class Crew {
    private final Set<Thread> members = ConcurrentHashMap.newKeySet();

    /** Starts a thread that is a member until it ends. */
    void start(String name, Runnable work) {
        Thread thread = new Thread(() -> work(work), "sync-tcp-" + name);
        thread.setDaemon(true);
        members.add(thread);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            members.remove(thread);
            throw e;
        }
    }

    private void work(Runnable work) {
        try {
            work.run();
        } finally {
            members.remove(Thread.currentThread());
        }
    }

    /** Waits until all have ended; false when some have not in time. The calling thread, if a member, is not waited for. */
    boolean awaitEnd(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        for (Thread member : members) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (member != Thread.currentThread() && (left <= 0 || !joined(member, left))) {
                return false;
            }
        }
        return true;
    }

    void interruptAll() {
        members.forEach(Thread::interrupt);
    }

    private static boolean joined(Thread member, long millis) {
        try {
            member.join(millis);
            return !member.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
