package org.multibusiness.sync.audit;

/**
 * A place in the chain: after a line.
 *
 * @param number the number of the line; 0: before the first
 * @param hash its SHA-256, in hex
 */
record Point(long number, String hash) {
    /** Before the first line. */
    static final Point START = new Point(0, "0".repeat(64));
}
