package org.multibusiness.sync.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.multibusiness.sync.api.engine.SyncInspection;
import org.multibusiness.sync.api.engine.TableView;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.StorageInspection;
import org.multibusiness.sync.api.storage.StorageInspection.EventRow;
import org.multibusiness.sync.api.storage.StorageInspection.JournaledConflict;
import org.multibusiness.sync.api.storage.TableStatus;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What an operator looks at. */
@Component
public final class Inspection implements SyncInspection {
    private final SyncNode node;
    private final Figures figures;

    /** Over this node. */
    @Activate
    public Inspection(@Reference SyncNode node, @Reference Figures figures) {
        this.node = node;
        this.figures = figures;
    }

    @Override
    public List<TableView> tables() {
        List<TableStatus> tables =
                node.session().current().map(DatabaseSession.Open::tables).orElse(List.of());
        Map<String, Long> held = figures.held();
        Map<String, String> differences = differences(node.board());
        List<TableView> views = new ArrayList<>();
        Map<String, Long> unseen = new TreeMap<>(held);
        for (TableStatus table : tables) {
            String name = table.table().toString();
            long waiting = held.getOrDefault(name, 0L);
            unseen.remove(name);
            String difference = differences.getOrDefault(name, "");
            boolean isHeld = table.synced() && (waiting > 0 || !difference.isEmpty());
            String state = !table.synced() ? "refused" : isHeld ? "held" : "synced";
            views.add(
                    new TableView(name, state, isHeld && !difference.isEmpty() ? difference : table.reason(), waiting));
        }
        unseen.forEach((name, count) -> views.add(
                new TableView(name, "held", "this table is not here; the received changes wait for it", count)));
        return views;
    }

    /** Tables that differ between here and a linked peer, with the peer's name and the reason. */
    static Map<String, String> differences(PeerBoard board) {
        Map<String, String> differences = new TreeMap<>();
        board.linked()
                .values()
                .forEach(peer -> peer.differences()
                        .forEach((table, reason) ->
                                differences.merge(table, peer.name() + ": " + reason, (a, b) -> a + "; " + b)));
        return differences;
    }

    @Override
    public List<EventRow> events(boolean unprocessedOnly, String tablePattern, int limit) throws StorageException {
        return storage().events(unprocessedOnly, tablePattern, limit);
    }

    @Override
    public List<JournaledConflict> conflicts(boolean openOnly, int limit) throws StorageException {
        return storage().conflicts(openOnly, limit);
    }

    private StorageInspection storage() throws StorageException {
        DatabaseSession.Open open = node.session()
                .current()
                .orElseThrow(() -> new StorageException(
                        "The database is not ready: " + node.session().problem(), true, new IllegalStateException()));
        return open.storage().inspection();
    }
}
