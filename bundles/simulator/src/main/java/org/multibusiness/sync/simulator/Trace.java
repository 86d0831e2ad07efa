package org.multibusiness.sync.simulator;

import java.util.ArrayDeque;
import java.util.Deque;

/** What happened, as a hash and as its last lines: two runs are the same iff their hashes are. */
final class Trace {
    private static final int KEPT = 80;

    private static final long PRIME = 0x100000001b3L;

    private final Deque<String> tail = new ArrayDeque<>();
    private long hash = 0xcbf29ce484222325L;

    void note(long millis, String line) {
        String whole = millis + " ms " + line;
        for (int i = 0; i < whole.length(); i++) {
            hash = (hash ^ whole.charAt(i)) * PRIME;
        }
        tail.add(whole);
        if (tail.size() > KEPT) {
            tail.remove();
        }
    }

    String hash() {
        return String.format("%016x", hash);
    }

    String tail() {
        return String.join("\n", tail);
    }
}
