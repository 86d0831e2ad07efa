package org.multibusiness.sync.api.engine;

import java.util.List;
import java.util.Map;

/**
 * The node's status. The component names are the JSON contract of {@code sync:status --json}.
 *
 * @param nodeId the node's id; empty while no security provider is there
 * @param nodeName the node's name
 * @param version the product's version
 * @param state {@code starting}, {@code waiting} (for a provider or the database), {@code syncing}, {@code paused} or {@code stopping}
 * @param attention what an operator should know or do, most urgent first; empty when all is well
 * @param database the database
 * @param vector what this node holds: sequence by origin
 * @param peers the peers
 * @param counts figures
 * @param providers which provider of each kind is there, by kind: discovery, transport, security, conflict, …
 * @param heldTables tables whose received changes wait, with the reason
 * @param network which address is advertised and why; whether the host is online, and by which default route
 */
public record SyncStatus(
        String nodeId,
        String nodeName,
        String version,
        String state,
        List<String> attention,
        DatabaseView database,
        Map<String, Long> vector,
        List<PeerView> peers,
        Counts counts,
        Map<String, List<String>> providers,
        Map<String, String> heldTables,
        String network) {

    /**
     * The database.
     *
     * @param state {@code absent}, {@code unreachable}, {@code refused} or {@code ready}
     * @param version the server's version
     * @param address where, without secrets
     * @param problem what is wrong and what to do; empty when ready
     */
    public record DatabaseView(String state, String version, String address, String problem) {}

    /**
     * A peer.
     *
     * @param nodeId its id
     * @param nodeName its name
     * @param state {@code linked}, {@code alive}, {@code suspect}, {@code offline} or {@code left}
     * @param address where it is
     * @param via how it was found
     * @param lastSeen ISO-8601
     * @param lagMs age of its oldest transaction that we lack or, when we lack none, how long the last one took; -1 unknown
     * @param pendingTransactions transactions here that it has not acknowledged
     */
    public record PeerView(
            String nodeId,
            String nodeName,
            String state,
            String address,
            String via,
            String lastSeen,
            long lagMs,
            long pendingTransactions) {}

    /**
     * Figures.
     *
     * @param unprocessed events not yet acknowledged by every active peer
     * @param conflicts conflicts journaled so far
     * @param conflictsOpen conflicts that wait for a person
     * @param parked row changes held or parked
     * @param alertsActive alerts now
     * @param logTransactions transactions in the log, about
     * @param logChanges row changes in the log, about
     * @param logBytes what the log takes on disk
     * @param pruned transactions that the log does not promise to hold any more
     */
    public record Counts(
            long unprocessed,
            long conflicts,
            long conflictsOpen,
            long parked,
            long alertsActive,
            long logTransactions,
            long logChanges,
            long logBytes,
            long pruned) {
        /** Without a word about the log. */
        public Counts(long unprocessed, long conflicts, long conflictsOpen, long parked, long alertsActive) {
            this(unprocessed, conflicts, conflictsOpen, parked, alertsActive, 0, 0, 0, 0);
        }
    }
}
