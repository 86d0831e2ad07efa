package org.multibusiness.sync.api.storage;

import java.time.Instant;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The log of source transactions, own and received, with their dense numbers. {@link #open} comes first, once per
 * connection of engine and database. Thread-safe; all methods block on the database.
 */
@ProviderType
public interface ChangeLog {
    /**
     * Takes the log for this node: makes sure no other service uses it, and finds or creates the node's own origin.
     *
     * @throws StorageException not transient when the log belongs to another node id or another service holds it
     */
    OriginId open(NodeId self) throws StorageException;

    /**
     * One numbering pass: every committed, not yet numbered local transaction gets its sequence, timestamp and past, in
     * causal order.
     *
     * @param now the wall clock
     * @return what the log holds afterwards
     */
    LogHead number(Instant now) throws StorageException;

    /**
     * The next transactions a peer lacks, in log order: a causally closed prefix of what is missing.
     *
     * @param request what the peer holds or was already sent, and limits
     */
    LogSlice read(ReadRequest request) throws StorageException;

    /** Notes that a peer has made everything up to this vector durable; moves {@code processed} and the node's row. */
    void acknowledged(NodeId peer, VersionVector vector) throws StorageException;
}
