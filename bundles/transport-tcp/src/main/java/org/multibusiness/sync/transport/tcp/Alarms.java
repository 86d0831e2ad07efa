package org.multibusiness.sync.transport.tcp;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread for everything that must happen at a time: deadlines, a new try to bind. What it runs must be quick. */
final class Alarms {
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "sync-tcp-alarms");
        thread.setDaemon(true);
        return thread;
    });

    Alarms() {
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** An alarm that was set. */
    interface Alarm {
        /** It shall not ring. */
        void cancel();
    }

    /** Runs this after a while, unless cancelled or all is over before. */
    Alarm in(Duration delay, Runnable action) {
        try {
            ScheduledFuture<?> set = clock.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> set.cancel(false);
        } catch (RejectedExecutionException atTheEnd) {
            return () -> {};
        }
    }

    void close() {
        clock.shutdownNow();
    }
}
