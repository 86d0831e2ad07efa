package org.multibusiness.sync.discovery.multicast;

import org.slf4j.Logger;

/** Keeps strangers from filling the log: so many lines a minute, and then how many were left out. Used by one thread. */
final class LogBudget {
    static final int LINES = 6;

    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final Logger log;
    private long minuteBegan;
    private int spent;
    private long leftOut;

    LogBudget(Logger log, long nowNanos) {
        this.log = log;
        this.minuteBegan = nowNanos;
    }

    void warn(long nowNanos, String line) {
        turn(nowNanos);
        if (spent < LINES) {
            spent++;
            log.warn("{}", line);
        } else {
            leftOut++;
        }
    }

    /** To be called now and then, so that what was left out is told when the minute is over. */
    void turn(long nowNanos) {
        if (nowNanos - minuteBegan < MINUTE_NANOS) {
            return;
        }
        if (leftOut > 0) {
            log.warn("{} more presence messages of strangers were noted in the last minute and not logged", leftOut);
        }
        minuteBegan = nowNanos;
        spent = 0;
        leftOut = 0;
    }
}
