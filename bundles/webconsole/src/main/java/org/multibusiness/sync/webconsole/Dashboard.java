package org.multibusiness.sync.webconsole;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.engine.NodeView;
import org.multibusiness.sync.api.engine.SyncEngine;
import org.multibusiness.sync.api.engine.SyncInspection;
import org.multibusiness.sync.api.engine.SyncOperations;
import org.multibusiness.sync.api.engine.SyncStatus;
import org.multibusiness.sync.api.engine.TableView;
import org.multibusiness.sync.api.storage.StorageException;

/**
 * Everything the page shows, at one moment; its components are the fields of {@code data.json}.
 *
 * @param at the node's clock, ISO-8601: ages are told by it, not by the browser's clock
 * @param headline the state in one sentence
 * @param status the node's status; null without engine
 * @param nodes this node and all it knows
 * @param tables the tables
 * @param conflicts the newest conflicts, at most 10
 * @param problems what could not be asked, and why
 */
record Dashboard(
        String at,
        Headline headline,
        @Nullable SyncStatus status,
        List<NodeView> nodes,
        Tables tables,
        List<ConflictCard> conflicts,
        List<String> problems) {
    private static final int CONFLICTS = 10;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * The tables.
     *
     * @param synced how many are synced
     * @param notable those with something to say: held, refused, or synced with a remark
     */
    record Tables(long synced, List<TableView> notable) {
        static Tables of(List<TableView> all) {
            return new Tables(
                    all.stream().filter(Tables::synced).count(),
                    all.stream()
                            .filter(table -> !synced(table) || !table.reason().isEmpty())
                            .toList());
        }

        private static boolean synced(TableView table) {
            return table.state().equals("synced");
        }
    }

    /** What the services say now. A service that is missing leaves its part empty; a database that fails is a problem. */
    static Dashboard of(
            @Nullable SyncEngine engine,
            @Nullable SyncOperations operations,
            @Nullable SyncInspection inspection,
            Instant now) {
        SyncStatus status = engine == null ? null : engine.status();
        List<NodeView> nodes = operations == null ? List.of() : operations.nodes();
        List<TableView> tables = inspection == null ? List.of() : inspection.tables();
        List<String> problems = new ArrayList<>();
        return new Dashboard(
                now.truncatedTo(ChronoUnit.MILLIS).toString(),
                status == null ? Headline.NO_ENGINE : Headline.of(status),
                status,
                nodes,
                Tables.of(tables),
                conflicts(status, inspection, names(nodes), problems),
                problems);
    }

    void writeTo(Writer out) throws IOException {
        JSON.writeValue(out, this);
    }

    private static List<ConflictCard> conflicts(
            @Nullable SyncStatus status,
            @Nullable SyncInspection inspection,
            Map<String, String> names,
            List<String> problems) {
        // A database that is away is said in the headline; asking it would keep every open page waiting.
        if (inspection == null || status == null || !status.database().state().equals("ready")) {
            return List.of();
        }
        try {
            return inspection.conflicts(false, CONFLICTS).stream()
                    .map(journaled -> ConflictCard.of(journaled, names))
                    .toList();
        } catch (StorageException e) {
            problems.add("Conflicts can't be read now: " + e.getMessage());
            return List.of();
        }
    }

    private static Map<String, String> names(List<NodeView> nodes) {
        return nodes.stream()
                .filter(node -> !node.nodeId().isEmpty() && !node.nodeName().isEmpty())
                .collect(Collectors.toMap(NodeView::nodeId, NodeView::nodeName, (first, second) -> first));
    }
}
