package org.multibusiness.sync.simulator;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.simulator.shop.Shopper;
import org.multibusiness.sync.simulator.store.MemoryStore;
import org.multibusiness.sync.simulator.store.OpenTransaction;
import org.multibusiness.sync.simulator.store.Refused;

/** Copies of the nodes' databases, and what comes of it when somebody goes on with one. */
final class Backups {
    private static final int MOST_WRITES = 3;

    private final World world;
    private final Map<Node, MemoryStore> copies = new HashMap<>();
    private final Set<NodeId> alarmed = new HashSet<>();
    private boolean used;

    Backups(World world) {
        this.world = world;
    }

    /** Fails unless a database was put back or copied: nothing else explains what happened. */
    void require(String surprise) {
        if (!used) {
            throw new Violation("G10 honesty", "no history parted, but: " + surprise);
        }
    }

    boolean isUsed() {
        return used;
    }

    /** A backup, as a file system takes it. */
    void take(Node node) {
        copies.put(node, node.store().copy());
    }

    /** The node's database is replaced by the last backup, or the one of the first day. */
    void restore(Node node, long downMillis) {
        MemoryStore copy = copies.computeIfAbsent(node, n -> n.firstDay()).copy();
        begin(copy);
        replace(node, copy, downMillis);
    }

    /**
     * The node's database is replaced by a copy of another's, which lives on. Before, somebody may have worked with the copy as
     * if it were the other.
     */
    void copy(Node from, Node to, int writes, long downMillis) {
        MemoryStore copy = from.store().copy();
        begin(copy);
        for (int i = 0; i < writes % MOST_WRITES; i++) {
            work(copy, from);
        }
        copy.adoptedBy(to.id);
        replace(to, copy, downMillis);
    }

    private void begin(MemoryStore copy) {
        used = true;
        world.ledger().parted();
        Map<Integer, Integer> names = new LinkedHashMap<>();
        copy.begins(former -> names.computeIfAbsent(former, f -> world.nextTransaction()));
        names.keySet().forEach(name -> world.tally().count("transaction without a number in a copy"));
        world.ledger().again(names);
    }

    private void work(MemoryStore copy, Node as) {
        OpenTransaction transaction = copy.begin(world.nextTransaction());
        Shopper shopper = new Shopper(world.random().nextLong(), transaction.uid());
        for (int left = 1 + shopper.statements(); left > 0; left--) {
            shopper.run(transaction, left);
        }
        try {
            if (transaction.commit(false, as.now())) {
                world.ledger().committed(transaction.uid(), as.index, false, transaction.touches());
            }
        } catch (Refused e) {
            throw new IllegalStateException("a copy has room", e);
        }
        copy.number(as.now()).forEach(numbered -> world.ledger().numbered(copy, numbered, as.now()));
    }

    private void replace(Node node, MemoryStore copy, long downMillis) {
        Set<Integer> before = held();
        node.kill();
        world.network().died(node.index);
        node.restore(copy);
        before.removeAll(held());
        before.forEach(name -> world.tally().count("transaction lost with its disk"));
        world.ledger().lost(before);
        world.time().in(downMillis, node::restart);
    }

    private Set<Integer> held() {
        Set<Integer> held = new HashSet<>();
        world.nodes().forEach(node -> held.addAll(world.ledger().held(node.store())));
        return held;
    }

    /** An operator was told. */
    void alarm(String topic) {
        world.nodes().stream().filter(node -> topic.contains(node.id.value())).forEach(node -> alarmed.add(node.id));
    }

    /** Wherever two histories were found somebody was told. */
    void checkTold() {
        for (Node node : world.nodes()) {
            node.store().branches().forEach(branch -> {
                if (!alarmed.contains(branch.node())) {
                    throw new Violation("G10 honesty", "nobody was told that " + branch.node() + " has two histories");
                }
            });
        }
    }
}
