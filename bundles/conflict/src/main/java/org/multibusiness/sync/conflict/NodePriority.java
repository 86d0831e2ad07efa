package org.multibusiness.sync.conflict;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.conflict.ColumnRule;
import org.multibusiness.sync.api.conflict.ColumnWrite;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;
import org.osgi.service.component.annotations.Component;

/**
 * {@code node-priority NODE NODE …}: the change made at the node that is named first stays. Nodes that are not named come last,
 * all alike; among equals the last writer's stays. Nodes are ids here: the configuration gives them names, because names that
 * each node learnt from its peers would not be the same everywhere.
 */
@Component
public final class NodePriority implements ConflictResolver {
    /** Its name. */
    static final String NAME = "node-priority";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> objection(TableLayout layout, ColumnRule rule) {
        List<String> nodes = rule.arguments();
        if (nodes.isEmpty()) {
            return Optional.of(
                    "node-priority needs the nodes, the most important one first: node-priority depot north");
        }
        try {
            nodes.forEach(NodeId::new);
        } catch (IllegalArgumentException bad) {
            return Optional.of(
                    bad.getMessage() + "; give the node a name by a line node.NAME = ID (sync:nodes shows the ids)");
        }
        return new HashSet<>(nodes).size() == nodes.size()
                ? Optional.empty()
                : Optional.of("node-priority names a node twice: " + String.join(" ", nodes));
    }

    @Override
    public Decision decide(Contest contest) {
        List<String> nodes = contest.arguments();
        ColumnWrite winner = contest.writes().stream()
                .max(Comparator.<ColumnWrite>comparingInt(write -> -place(nodes, write))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
        String why = place(nodes, winner) < nodes.size()
                ? "its node is the first in the order of priority: "
                : "none of the nodes is in the order of priority, so the later value stays: ";
        return Decision.forWrite(winner, contest, why + Words.written(winner));
    }

    private static int place(List<String> nodes, ColumnWrite write) {
        int place = nodes.indexOf(write.node().value());
        return place < 0 ? nodes.size() : place;
    }
}
