package org.multibusiness.sync.simulator.store;

import org.multibusiness.sync.api.change.ChangeTransaction;

/**
 * A transaction that got its number.
 *
 * @param uid its name in the books
 * @param baseline whether it is one
 * @param transaction as it stands in the log
 */
public record Numbered(int uid, boolean baseline, ChangeTransaction transaction) {}
