package org.multibusiness.sync.api.storage;

/**
 * What an apply call did.
 *
 * @param head what the log holds afterwards
 * @param applied transactions made part of the database
 * @param conflicts conflicts journaled
 * @param held row changes held or parked
 */
public record ApplyOutcome(LogHead head, int applied, int conflicts, int held) {}
