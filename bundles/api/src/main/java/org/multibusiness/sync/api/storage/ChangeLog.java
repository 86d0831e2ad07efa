package org.multibusiness.sync.api.storage;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.Branch;
import org.multibusiness.sync.api.Dot;
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
     * @param former of which other node the log may be taken over: this database is a copy of that node's. Its changes stay
     *     that node's; what is written from now on is this node's
     * @throws StorageException not transient when the log belongs to yet another node or another service holds it
     */
    OriginId open(NodeId self, Optional<NodeId> former) throws StorageException;

    /** As {@link #open(NodeId, Optional)}, taking over nobody's log. */
    default OriginId open(NodeId self) throws StorageException {
        return open(self, Optional.empty());
    }

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

    /**
     * What tells these transactions from those of another history.
     *
     * @return those that are in the log, by their dots
     */
    Map<Dot, ChainPoint> points(Set<Dot> dots) throws StorageException;

    /** The branches that were adopted here. */
    Set<Branch> branches() throws StorageException;

    /**
     * Gives branches their own origins, in one database transaction: each that the log holds is renamed from its first
     * transaction on, in the pasts of those who had seen it too; tables stay as they are. All are remembered, held or not.
     * Doing it again changes nothing. The node's own origin follows the branch it was numbering, if that is renamed.
     *
     * @param branches all that are known now, those adopted before included
     * @param incarnation number from now on under this incarnation of this node; 0 to go on as it is
     * @return the node's own origin from now on
     * @throws StorageException when nothing was changed
     */
    OriginId adopt(Set<Branch> branches, int incarnation) throws StorageException;

    /** Notes that a peer has made everything up to this vector durable; moves {@code processed} and the node's row. */
    void acknowledged(NodeId peer, VersionVector vector) throws StorageException;
}
