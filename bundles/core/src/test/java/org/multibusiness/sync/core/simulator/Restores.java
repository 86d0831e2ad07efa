package org.multibusiness.sync.core.simulator;

import java.util.HashMap;
import java.util.Map;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.core.log.Lineage;
import org.multibusiness.sync.core.stability.Acknowledgement;
import org.multibusiness.sync.core.wire.Message;

/**
 * Which databases were put back to which time, and who has heard of it. It sees to it that the stories keep to what operators
 * are told: a backup must not be older than the retention when the others hear of the restored node.
 */
final class Restores {
    private final Simulation world;
    private final Map<SimulatedNode, Restore> restores = new HashMap<>();
    /** In which life a node made a statement. */
    private final Map<NodeId, Map<Long, Integer>> said = new HashMap<>();
    /** By hearer and author, the last statement that it heard. */
    private final Map<NodeId, Map<NodeId, Acknowledgement>> heard = new HashMap<>();

    /** A node began a life with what was held at some time. */
    private record Restore(int life, long asOf) {}

    Restores(Simulation world) {
        this.world = world;
    }

    /** A node's database is as it was then, from its next start on. */
    void restored(SimulatedNode node, long asOf) {
        restores.put(node, new Restore(node.life() + 1, asOf));
    }

    /** As of when a node holds for certain what it said that it holds. */
    long asOf(SimulatedNode node) {
        boolean known = world.nodes().stream().allMatch(each -> each == node || knows(each, node));
        if (known) {
            restores.remove(node);
        }
        Restore restore = restores.get(node);
        return restore == null ? world.time().millis() : restore.asOf();
    }

    void said(SimulatedNode author, Message message) {
        if (message instanceof Message.Known known) {
            for (Acknowledgement statement : known.statements()) {
                if (statement.author().node().equals(author.id)) {
                    said.computeIfAbsent(author.id, id -> new HashMap<>())
                            .putIfAbsent(statement.stamp(), author.life());
                }
            }
        }
    }

    void heard(SimulatedNode hearer, Message message) {
        if (message instanceof Message.Known known) {
            Map<NodeId, Acknowledgement> last = heard.computeIfAbsent(hearer.id, id -> new HashMap<>());
            known.statements()
                    .forEach(statement -> last.merge(
                            statement.author().node(),
                            statement,
                            (before, after) -> after.stamp() > before.stamp() ? after : before));
        }
    }

    /** Whether a node may still count on what another one had before it was restored, though the retention is over. */
    boolean isOlderThanRetention(SimulatedNode node) {
        long begin = world.time().millis() - world.retention();
        return restores.entrySet().stream()
                .anyMatch(entry ->
                        entry.getKey() != node && entry.getValue().asOf() < begin && !knows(node, entry.getKey()));
    }

    private boolean knows(SimulatedNode node, SimulatedNode other) {
        Restore restore = restores.get(other);
        return restore == null || (hasHeard(node, other, restore.life()) && hasSameHistories(node, other));
    }

    private boolean hasHeard(SimulatedNode node, SimulatedNode other, int life) {
        Acknowledgement last = heard.getOrDefault(node.id, Map.of()).get(other.id);
        return last != null
                && said.getOrDefault(other.id, Map.of()).getOrDefault(last.stamp(), 0) >= life
                && !last.lineage().isEmpty();
    }

    private static boolean hasSameHistories(SimulatedNode one, SimulatedNode other) {
        Map<Dot, String> chains = new HashMap<>();
        one.log.entries().forEach(t -> chains.put(t.dot(), Lineage.own(t.chain())));
        return other.log.entries().stream()
                .allMatch(t -> Lineage.own(t.chain()).equals(chains.getOrDefault(t.dot(), Lineage.own(t.chain()))));
    }
}
