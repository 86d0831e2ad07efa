package org.multibusiness.sync.api.storage;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.osgi.annotation.versioning.ProviderType;

/** How long the log keeps what, and for whom. Thread-safe; all methods block on the database. */
@ProviderType
public interface LogRetention {
    /** What is known of others, and where the log begins, as the database keeps it. */
    Kept kept() throws StorageException;

    /**
     * Prunes a bounded piece of the log: row changes that have been stable for the configured time, and are in the past of
     * every change of the row that stays; then transactions of which nothing is left. In small transactions of its own, beside
     * users, numbering and applying. First goes what is below the floor; then the floor rises for the next call, so that the
     * caller can make it known before anything is gone. Does nothing when the log was opened anew, or branches were adopted,
     * since {@link #kept} was asked last: names mean other transactions then.
     *
     * @param stable what every node that counts holds, and what nothing can be concurrent with that still arrives
     */
    Pruned prune(VersionVector stable) throws StorageException;

    /**
     * Retires the nodes that have not been heard of for the configured time: they hold nothing back any more.
     *
     * @return those that are retired now and were not before
     */
    List<OriginId> retireAbsent() throws StorageException;

    /**
     * What the database keeps.
     *
     * @param floor where the log begins
     * @param acknowledged what each other node said that it holds; those are missing that are not active
     * @param retired from which nodes nothing is taken any more, each by the last incarnation that is meant
     */
    record Kept(VersionVector floor, Map<NodeId, VersionVector> acknowledged, Set<OriginId> retired) {
        /** Copies map and set. */
        public Kept {
            acknowledged = Map.copyOf(acknowledged);
            retired = Set.copyOf(retired);
        }
    }

    /**
     * What a call did.
     *
     * @param floor where the log begins from now on
     * @param changes how many row changes are gone
     * @param transactions how many transactions are gone
     * @param more whether there is more to do at once
     */
    record Pruned(VersionVector floor, int changes, int transactions, boolean more) {}
}
