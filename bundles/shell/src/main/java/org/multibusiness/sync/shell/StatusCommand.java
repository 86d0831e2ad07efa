package org.multibusiness.sync.shell;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.engine.SyncStatus;
import org.multibusiness.sync.api.engine.SyncStatus.Counts;
import org.multibusiness.sync.api.engine.SyncStatus.DatabaseView;
import org.multibusiness.sync.api.engine.SyncStatus.PeerView;

/** {@code sync:status}. */
@Service
@Command(
        scope = "sync",
        name = "status",
        description = "Shows this node, its database, its peers and what to do",
        detailedDescription = """
                Shows who this node is, what state it is in, whether its database is
                ready, which branches it is linked with, and how much waits. What
                needs a person stands under Attention, most urgent first.

                State: starting, waiting (for the database or a provider), syncing,
                paused, stopping.
                Delay of a peer: how old the oldest transaction is that this node
                still lacks of it, or how long the last one took. To send:
                transactions here that the peer has not acknowledged yet.

                For scripts: sync:status --json has nodeId, nodeName, version, state,
                attention, database{state,version}, vector{origin:sequence},
                peers[...], counts{...}, providers{...}, heldTables{...}, network.

                Example: bin/client 'sync:status --json'
                """)
public final class StatusCommand extends SyncCommand<SyncStatus> {
    private static final List<String> PEERS =
            List.of("Peer", "State", "Address", "Last seen", "Delay", "To send", "Found by");

    @Override
    SyncStatus ask(Services from) throws CommandException {
        return from.engine().status();
    }

    @Override
    void show(SyncStatus status, Page page) {
        page.fact("Node", status.nodeName() + " (" + status.nodeId() + "), version " + status.version());
        page.fact("State", status.state());
        page.fact("Database", database(status.database()));
        page.fact("Network", status.network());
        page.fact("Counts", counts(status.counts()));
        page.fact("Holds", joined(status.vector(), " up to "));
        page.fact("Providers", providers(status));
        attention(status, page);
        if (!status.peers().isEmpty()) {
            page.blank();
            page.table(
                    PEERS,
                    status.peers().stream().map(peer -> row(peer, page.ages())).toList());
        }
        page.blank();
        page.next(advice(status));
    }

    private static void attention(SyncStatus status, Page page) {
        if (!status.attention().isEmpty() || !status.heldTables().isEmpty()) {
            page.blank();
            page.line("Attention");
        }
        status.attention().forEach(line -> page.line("  - " + line));
        status.heldTables().forEach((table, reason) -> page.line("  - " + table + " is held: " + reason));
    }

    private static String advice(SyncStatus status) {
        if (!status.database().state().equals("ready")) {
            return "mend the database as said above; the node carries on by itself. log:display tells more.";
        }
        if (status.state().equals("paused")) {
            return "sync:resume sends and applies again.";
        }
        if (!status.state().equals("syncing")) {
            return "log:display shows what the node waits for.";
        }
        if (status.peers().stream().noneMatch(StatusCommand::linked)) {
            return "no other branch is linked: sync:nodes shows who was heard of; sync:peer-add HOST adds one by hand.";
        }
        if (status.counts().conflictsOpen() > 0) {
            return "sync:conflicts --open shows what waits for a decision.";
        }
        if (!status.heldTables().isEmpty() || status.counts().parked() > 0) {
            return "sync:tables shows which changes are held, and why.";
        }
        return "nothing needs doing. sync:nodes, sync:tables and sync:conflicts show more.";
    }

    private static List<String> row(PeerView peer, Ages ages) {
        return List.of(
                peer.nodeName().isEmpty() ? peer.nodeId() : peer.nodeName(),
                peer.state(),
                peer.address(),
                ages.since(peer.lastSeen()),
                Ages.lag(peer.lagMs()),
                String.valueOf(peer.pendingTransactions()),
                peer.via());
    }

    private static boolean linked(PeerView peer) {
        return peer.state().equals("linked");
    }

    private static String database(DatabaseView database) {
        String version = database.version().isEmpty() ? "" : ", version " + database.version();
        String address = database.address().isEmpty() ? "" : ", at " + database.address();
        String problem = database.problem().isEmpty() ? "" : ": " + database.problem();
        return database.state() + version + address + problem;
    }

    private static String counts(Counts counts) {
        return counts.unprocessed() + " events not yet everywhere, " + counts.conflicts() + " conflicts ("
                + counts.conflictsOpen() + " open), " + counts.parked() + " changes held, " + counts.alertsActive()
                + " alerts";
    }

    private static String providers(SyncStatus status) {
        return status.providers().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(kind -> kind.getKey() + ": "
                        + (kind.getValue().isEmpty() ? "none" : String.join(", ", kind.getValue())))
                .collect(Collectors.joining("; "));
    }

    private static String joined(Map<String, Long> vector, String between) {
        return vector.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + between + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
