package org.multibusiness.sync.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.schema.Compatibility;
import org.multibusiness.sync.api.schema.SchemaVersion;
import org.multibusiness.sync.core.wire.Message;

/**
 * How our tables and each peer's fit. Both sides see by fingerprints which tables differ; then each shows its columns of those to
 * the other, so that both operators are told in what. Used by the loop's thread only.
 */
final class TableFit {
    private final Map<NodeId, Peer> peers = new HashMap<>();

    /**
     * Our tables. Both are asked at every message, so neither may be made anew for that.
     *
     * @param compare with those of another node
     * @param layout a table's columns; empty when it is not synced
     */
    record Ours(Function<SchemaVersion, Compatibility> compare, Function<TableName, Optional<TableLayout>> layout) {}

    /** What a peer said of its tables, and what we showed it. */
    private static final class Peer {
        private SchemaVersion schema = SchemaVersion.EMPTY;
        private boolean understands;
        private Map<TableName, TableLayout> columns = Map.of();
        private List<TableLayout> shown = List.of();
    }

    /** A message arrived. */
    void note(NodeId peer, Message message) {
        if (message instanceof Message.Hello hello) {
            Peer met = new Peer();
            met.schema = hello.schema();
            met.understands = hello.capabilities().contains(Message.Columns.CAPABILITY);
            peers.put(peer, met);
        } else if (message instanceof Message.SchemaChanged changed) {
            known(peer).ifPresent(it -> it.schema = changed.schema());
        } else if (message instanceof Message.Columns columns) {
            known(peer)
                    .ifPresent(it -> it.columns = columns.tables().stream()
                            .collect(Collectors.toMap(TableLayout::table, table -> table, (one, other) -> other)));
        }
    }

    private Optional<Peer> known(NodeId peer) {
        return Optional.ofNullable(peers.get(peer));
    }

    /**
     * The tables that differ, each with the reason in words.
     *
     * @param name the peer's
     * @param tell sends it our columns of those tables, when it does not know them yet and can read them
     * @return empty as well when the peer has not said which tables it has
     */
    Map<String, String> differences(NodeId peer, String name, Ours here, Consumer<Message.Columns> tell) {
        Map<String, String> reasons = new LinkedHashMap<>();
        Optional<Peer> met = known(peer);
        if (met.isEmpty()) {
            return reasons;
        }
        Compatibility fit = here.compare().apply(met.get().schema);
        List<TableLayout> differing = new ArrayList<>();
        for (Compatibility.Difference difference : fit.differences()) {
            Optional<TableLayout> table = here.layout()
                    .apply(difference.table())
                    .filter(layout -> met.get().schema.fingerprints().containsKey(layout.table()));
            table.ifPresent(differing::add);
            reasons.put(difference.table().toString(), reason(difference, table, met.get(), name));
        }
        show(met.get(), Message.Columns.of(differing), tell);
        return reasons;
    }

    private static String reason(
            Compatibility.Difference difference, Optional<TableLayout> here, Peer peer, String name) {
        return here.flatMap(table -> there(table.table(), peer).map(other -> ColumnDifferences.of(table, other, name)))
                .filter(words -> !words.isEmpty())
                .orElse(difference.reason());
    }

    /** Columns that it showed before it changed the table again are of no use. */
    private static Optional<TableLayout> there(TableName table, Peer peer) {
        return Optional.ofNullable(peer.columns.get(table))
                .filter(shown ->
                        shown.fingerprint().equals(peer.schema.fingerprints().get(table)));
    }

    private static void show(Peer peer, Message.Columns ours, Consumer<Message.Columns> tell) {
        if (peer.understands && !ours.tables().equals(peer.shown)) {
            peer.shown = ours.tables();
            tell.accept(ours);
        }
    }
}
