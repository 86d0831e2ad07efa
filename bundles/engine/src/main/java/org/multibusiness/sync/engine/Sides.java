package org.multibusiness.sync.engine;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.conflict.Contribution;

/**
 * Which side of a conflict an operator means. Pure.
 *
 * @param self this node
 * @param names the names of the nodes, as far as they are known
 * @param sides the conflict's sides
 */
record Sides(NodeId self, Map<NodeId, String> names, List<Contribution> sides) {
    /** Copies; keeps the order. */
    Sides {
        names = Map.copyOf(names);
        sides = List.copyOf(sides);
    }

    /**
     * The side that is meant; throws {@link IllegalArgumentException} that lists the sides when it is none or several.
     *
     * @param word {@code local}, {@code remote}, a transaction's dot, or a node's id or name
     */
    Dot meant(String word) {
        List<Dot> meant = sides.stream()
                .map(Contribution::dot)
                .filter(dot -> isMeant(word, dot))
                .toList();
        if (meant.size() != 1) {
            throw new IllegalArgumentException("--take " + word + " is "
                    + (meant.isEmpty() ? "no side" : "no single side") + " of this conflict. Its sides are " + listed()
                    + "; give one of these transactions, or its node's name");
        }
        return meant.get(0);
    }

    private boolean isMeant(String word, Dot dot) {
        NodeId node = dot.origin().node();
        return switch (word) {
            case "local" -> node.equals(self);
            case "remote" -> !node.equals(self);
            default -> word.equals(dot.toString()) || word.equals(node.value()) || word.equals(names.get(node));
        };
    }

    private String listed() {
        return sides.stream()
                .map(side -> side.dot() + " (" + name(side.dot().origin().node()) + ", " + side.operation() + ")")
                .collect(Collectors.joining(" and "));
    }

    private String name(NodeId node) {
        return node.equals(self) ? "local" : names.getOrDefault(node, "remote");
    }
}
