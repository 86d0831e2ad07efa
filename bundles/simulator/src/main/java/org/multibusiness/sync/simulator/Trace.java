package org.multibusiness.sync.simulator;

import java.util.ArrayDeque;
import java.util.Deque;

/** What happened, as a hash and as its last lines: two runs are the same iff their hashes are. */
final class Trace {
    private static final int KEPT = 80;
    private static final int LONGEST = 300;

    private static final long PRIME = 0x100000001b3L;

    private final Deque<String> tail = new ArrayDeque<>();
    private long hash = 0xcbf29ce484222325L;

    /** Notes something that is of little interest to people. */
    void hash(long millis, String line) {
        String whole = millis + " ms " + line;
        for (int i = 0; i < whole.length(); i++) {
            hash = (hash ^ whole.charAt(i)) * PRIME;
        }
    }

    void note(long millis, String line) {
        hash(millis, line);
        tail.add(millis + " ms " + (line.length() > LONGEST ? line.substring(0, LONGEST) + " …" : line));
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
