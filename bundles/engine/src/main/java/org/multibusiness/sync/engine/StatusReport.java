package org.multibusiness.sync.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.discovery.KnownPeer;
import org.multibusiness.sync.api.engine.SyncEngine;
import org.multibusiness.sync.api.engine.SyncStatus;
import org.multibusiness.sync.api.engine.SyncStatus.Counts;
import org.multibusiness.sync.api.engine.SyncStatus.DatabaseView;
import org.multibusiness.sync.api.engine.SyncStatus.PeerView;
import org.multibusiness.sync.api.network.NetworkSnapshot;
import org.multibusiness.sync.api.partition.PeerCondition;
import org.multibusiness.sync.api.storage.DatabaseState;
import org.multibusiness.sync.api.storage.TableStatus;
import org.multibusiness.sync.api.transport.PeerTransport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The node's status, put together from what its parts publish. */
@Component
public final class StatusReport implements SyncEngine {
    private static final int MOST_TABLES = 5;

    private final SyncNode node;
    private final Providers providers;
    private final Figures figures;

    /** Over this node. */
    @Activate
    public StatusReport(@Reference SyncNode node, @Reference Providers providers, @Reference Figures figures) {
        this.node = node;
        this.providers = providers;
        this.figures = figures;
    }

    @Override
    public SyncStatus status() {
        PeerBoard board = node.board();
        Map<String, Long> counts = figures.counts();
        Map<String, Long> vector = new LinkedHashMap<>();
        board.vector().entries().forEach((origin, sequence) -> vector.put(origin.toString(), sequence));
        DatabaseState database = node.session().state();
        return new SyncStatus(
                providers.security().map(s -> s.identity().id().value()).orElse(""),
                node.nodeName(),
                LocalNodeFacts.productVersion(),
                state(),
                attention(board),
                new DatabaseView(database.state(), database.version(), database.address(), database.problem()),
                vector,
                peers(board),
                new Counts(
                        counts.getOrDefault("unprocessed", 0L),
                        counts.getOrDefault("conflicts", 0L),
                        counts.getOrDefault("conflictsOpen", 0L),
                        counts.getOrDefault("parked", 0L),
                        0,
                        counts.getOrDefault("logTransactions", 0L),
                        counts.getOrDefault("logChanges", 0L),
                        counts.getOrDefault("logBytes", 0L),
                        counts.getOrDefault("pruned", 0L)),
                providers.names(),
                heldTables(board),
                providers
                        .network()
                        .map(n -> n.snapshot())
                        .map(StatusReport::network)
                        .orElse(""));
    }

    private static String network(NetworkSnapshot snapshot) {
        return snapshot.chosenBecause() + "; "
                + snapshot.reach().state().name().toLowerCase(Locale.ROOT) + ": "
                + snapshot.reach().words();
    }

    private String state() {
        if (node.session().current().isEmpty()) {
            return "waiting";
        }
        return node.isPaused() ? "paused" : "syncing";
    }

    private List<String> unfitRules() {
        List<TableLayout> tables = node.session().current().map(DatabaseSession.Open::tables).orElse(List.of()).stream()
                .filter(TableStatus::synced)
                .flatMap(table -> table.currentLayout().stream())
                .toList();
        return tables.isEmpty()
                ? List.of()
                : providers.rules().map(rules -> rules.problems(tables)).orElse(List.of());
    }

    private List<String> attention(PeerBoard board) {
        List<String> attention = new ArrayList<>();
        String problem = node.session().problem();
        if (!problem.isEmpty()) {
            attention.add(problem);
        }
        attention.addAll(providers.problems());
        attention.addAll(unfitRules());
        for (String kind : providers.missing()) {
            attention.add(
                    "Waiting for a " + kind + " provider. Next: feature:list | grep sync, then feature:install; the"
                            + " log says why one that is installed does not start");
        }
        if (!providers.isAudited()) {
            attention.add("Nobody records who does what here: there is no audit. Next: feature:install sync-audit");
        }
        for (PeerTransport transport : providers.transports()) {
            if (transport.port() == 0) {
                attention.add(transport.condition());
            }
        }
        if (!node.settingsProblem().isEmpty()) {
            attention.add(node.settingsProblem());
        }
        attention.addAll(node.driver().alarms().lines(Instant.now()));
        attention.addAll(board.shortfalls());
        attention.addAll(node.keeping().attention());
        if (!node.driver().applyProblem().isEmpty()) {
            attention.add(node.driver().applyProblem());
        }
        if (node.room().isUsedUp()) {
            attention.add(node.room().attention());
        }
        heldTables(board).forEach((table, reason) -> attention.add("Table " + table + " is held: " + reason));
        attention.addAll(refusedTables());
        attention.addAll(Misfit.lines(board.known()));
        return attention.stream().distinct().toList();
    }

    private List<String> refusedTables() {
        List<String> refused = node.session().current().stream()
                .flatMap(open -> open.tables().stream())
                .filter(table -> !table.synced())
                .map(table -> "Table " + table.table() + " is not synced: " + table.reason())
                .toList();
        if (refused.size() <= MOST_TABLES) {
            return refused;
        }
        List<String> first = new ArrayList<>(refused.subList(0, MOST_TABLES));
        first.add((refused.size() - MOST_TABLES) + " more tables are not synced. Next: sync:tables");
        return first;
    }

    private Map<String, String> heldTables(PeerBoard board) {
        Map<String, String> held = new TreeMap<>(Inspection.differences(board));
        figures.held()
                .forEach((table, count) -> held.merge(
                        table, count + " received changes wait", (reason, waiting) -> reason + "; " + waiting));
        return held;
    }

    private List<PeerView> peers(PeerBoard board) {
        Map<String, PeerView> views = new TreeMap<>();
        Instant now = Instant.now();
        providers
                .partition()
                .ifPresent(p -> p.conditions()
                        .forEach(condition -> views.put(condition.node().value(), view(condition, board, now))));
        board.linked()
                .forEach((peer, link) -> views.putIfAbsent(
                        peer.value(), linkedView(peer, link, board, link.since().toString(), now)));
        return List.copyOf(views.values());
    }

    private PeerView view(PeerCondition condition, PeerBoard board, Instant now) {
        PeerBoard.Linked link = board.linked().get(condition.node());
        String seen = condition.lastHeard().toString();
        if (link != null) {
            return linkedView(condition.node(), link, board, seen, now);
        }
        String address = board.known().stream()
                .filter(peer -> peer.nodeId().equals(condition.node().value()))
                .flatMap(peer -> peer.addresses().stream())
                .map(known -> known.address().toString())
                .findFirst()
                .orElse("");
        return new PeerView(
                condition.node().value(),
                condition.name(),
                condition.state().name().toLowerCase(Locale.ROOT),
                address,
                via(board, condition.node()),
                seen,
                node.lags().millis(condition.node(), now),
                -1);
    }

    private PeerView linkedView(NodeId peer, PeerBoard.Linked link, PeerBoard board, String seen, Instant now) {
        return new PeerView(
                peer.value(),
                link.name(),
                "linked",
                link.address(),
                via(board, peer),
                seen,
                node.lags().millis(peer, now),
                link.acknowledged().missingFrom(board.vector()));
    }

    private static String via(PeerBoard board, NodeId node) {
        return String.join(
                ",",
                board.known().stream()
                        .filter(peer -> peer.nodeId().equals(node.value()))
                        .map(KnownPeer::addresses)
                        .flatMap(List::stream)
                        .flatMap(address -> address.provenance().stream())
                        .distinct()
                        .sorted()
                        .toList());
    }

    @Override
    public boolean pause() {
        return node.pause(true);
    }

    @Override
    public boolean resume() {
        return node.pause(false);
    }

    @Override
    public void syncNow() {
        node.syncNow();
    }
}
