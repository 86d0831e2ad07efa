package org.multibusiness.sync.shell;

/** How many rows a list may have: answers are held in memory, here and by whoever reads them. */
final class Limit {
    static final int MOST = 10_000;

    private Limit() {}

    /** The number when it is in range; else throws {@link IllegalArgumentException} that says what is. */
    static int checked(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("--limit " + limit + " is not allowed: give a number from 1 to " + MOST);
        }
        return limit;
    }
}
