package org.multibusiness.sync.api.storage;

/**
 * How the database is, for status.
 *
 * @param state {@code absent} (no address known), {@code unreachable}, {@code refused} (log-in or privilege), {@code ready}
 * @param version the server's version, empty when never reached
 * @param address the address's description, empty when absent
 * @param problem what is wrong and what to do; empty when ready
 */
public record DatabaseState(String state, String version, String address, String problem) {}
