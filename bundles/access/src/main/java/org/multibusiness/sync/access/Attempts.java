package org.multibusiness.sync.access;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts wrong passwords per user name, and locks the name after so many in a row. Names nobody has are counted, too: else the
 * lock would tell which ones exist. At most {@value #NAMES} names are remembered; beyond, the one that was tried longest ago is
 * forgotten. Thread-safe; time is an argument.
 */
final class Attempts {
    static final int NAMES = 1024;

    private final int allowed;
    private final Duration lock;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /**
     * What is remembered of a name.
     *
     * @param wrong how many in a row
     * @param last when the newest was
     */
    private record Entry(int wrong, Instant last) {}

    /**
     * An empty record.
     *
     * @param allowed wrong passwords in a row that lock
     * @param lock for how long; also how long a wrong password is remembered
     */
    Attempts(int allowed, Duration lock) {
        this.allowed = allowed;
        this.lock = lock;
    }

    /** Until when this name is locked; empty when it is not. */
    synchronized Optional<Instant> lockedUntil(String user, Instant now) {
        return Optional.ofNullable(entries.get(user))
                .filter(entry -> entry.wrong >= allowed)
                .map(entry -> entry.last.plus(lock))
                .filter(now::isBefore);
    }

    /**
     * A wrong password was given.
     *
     * @return whether it was the one that locks
     */
    synchronized boolean wrong(String user, Instant now) {
        Entry before = entries.remove(user);
        int wrong = before == null || !now.isBefore(before.last.plus(lock)) ? 1 : before.wrong + 1;
        if (entries.size() >= NAMES) {
            entries.remove(entries.keySet().iterator().next());
        }
        entries.put(user, new Entry(wrong, now));
        return wrong == allowed;
    }

    /** The right password was given: what was before is forgotten. */
    synchronized void right(String user) {
        entries.remove(user);
    }
}
