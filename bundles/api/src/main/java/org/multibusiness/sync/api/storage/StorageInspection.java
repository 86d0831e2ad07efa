package org.multibusiness.sync.api.storage;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.conflict.Conflict;
import org.osgi.annotation.versioning.ProviderType;

/** Looks into log, journal and node registry for people. Thread-safe; blocks on the database; changes nothing but nodes. */
@ProviderType
public interface StorageInspection {
    /** The newest events first, as the predecessor's {@code sync_events} columns show them. */
    List<EventRow> events(boolean unprocessedOnly, String tablePattern, int limit) throws StorageException;

    /** The newest conflicts first. */
    List<JournaledConflict> conflicts(boolean openOnly, int limit) throws StorageException;

    /**
     * Figures for status: keys {@code unprocessed}, {@code conflicts}, {@code conflictsOpen}, {@code parked}; {@code logBytes}
     * on disk, {@code logChanges} and {@code logTransactions} (estimates), {@code pruned} transactions below the floor; and held
     * row changes by table under {@code held:<table>}.
     */
    Map<String, Long> counts() throws StorageException;

    /** Writes or refreshes a row of {@code sync.sync_nodes}. */
    void recordNode(NodeRow node) throws StorageException;

    /** All rows of {@code sync.sync_nodes}, with what each node acknowledged. */
    List<NodeRow> nodes() throws StorageException;

    /**
     * One event.
     *
     * @param eventId its id
     * @param sourceNodeId who wrote it
     * @param transaction its dot in text form
     * @param tableName the table, with its schema
     * @param recordId the key
     * @param operation INSERT, UPDATE or DELETE
     * @param processed applied here (remote) or acknowledged by every active peer (local)
     * @param createdAt ISO-8601
     */
    record EventRow(
            String eventId,
            String sourceNodeId,
            String transaction,
            String tableName,
            String recordId,
            String operation,
            boolean processed,
            String createdAt) {}

    /**
     * One journaled conflict.
     *
     * @param conflict what was decided
     * @param open whether it waits for a person
     * @param journaledAt ISO-8601
     * @param settlement what a person decided; null while nobody has
     */
    record JournaledConflict(
            Conflict conflict,
            boolean open,
            String journaledAt,
            @Nullable Settlement settlement) {}

    /**
     * A person's decision about a conflict.
     *
     * @param choice what was decided, in words
     * @param by who
     * @param nodeId at which node
     * @param at ISO-8601, by that node's clock
     */
    record Settlement(String choice, String by, String nodeId, String at) {}

    /**
     * One node of the registry.
     *
     * @param node its id
     * @param name its name
     * @param address its last address
     * @param port its sync port
     * @param active whether it counts as present
     * @param lastSeen ISO-8601; empty when never
     * @param capabilities what it can do
     * @param keyHash the registration key's hash it showed
     */
    record NodeRow(
            NodeId node,
            String name,
            String address,
            int port,
            boolean active,
            String lastSeen,
            List<String> capabilities,
            String keyHash) {}
}
