package org.multibusiness.sync.api.engine;

/**
 * A table as the operator sees it.
 *
 * @param table schema and name
 * @param state {@code synced}, {@code held} (differs at a peer, its changes wait) or {@code refused}
 * @param reason why it is not synced; empty when it is
 * @param heldChanges received row changes that wait
 */
public record TableView(String table, String state, String reason, long heldChanges) {}
