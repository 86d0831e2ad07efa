package org.multibusiness.sync.simulator;

import org.multibusiness.sync.simulator.shop.Shopper;
import org.multibusiness.sync.simulator.store.OpenTransaction;
import org.multibusiness.sync.simulator.store.Refused;

/** Where a user works: one transaction, statement by statement, over some time. */
final class Till {
    private static final long LOCK_MILLIS = 25;
    /** How often a user waits for a lock: two may wait for each other. */
    private static final int PATIENCE = 40;

    private final Node node;
    private final World world;
    private final Shopper shopper;
    private final OpenTransaction transaction;
    private int left;
    private int waits = PATIENCE;

    Till(Node node, World world, long seed) {
        this.node = node;
        this.world = world;
        int uid = world.nextTransaction();
        this.shopper = new Shopper(seed, uid);
        this.transaction = node.store().begin(uid);
    }

    /** Records what is there before anybody watches. */
    void stockUp() {
        shopper.stock(transaction);
        commit(true);
    }

    void work() {
        left = shopper.statements();
        next();
    }

    private void next() {
        while (left > 0) {
            boolean ran = shopper.run(transaction, left);
            world.tally().count(ran ? "statement" : "statement met a lock");
            if (!ran && waits > 0) {
                waits--;
                node.later(LOCK_MILLIS, this::next);
                return;
            }
            left--;
            int thinks = shopper.thinks();
            if (thinks > 0) {
                node.later(thinks, this::next);
                return;
            }
        }
        if (shopper.givesUp()) {
            world.tally().count("rollback");
            transaction.rollback();
        } else {
            commit(false);
        }
    }

    private void commit(boolean baseline) {
        try {
            if (transaction.commit(baseline, node.now())) {
                world.tally().count(baseline ? "baseline" : "user transaction");
                world.trace(node.id + " commits " + transaction.uid() + " " + transaction.touches());
                world.ledger().committed(transaction.uid(), node.index, baseline, transaction.touches());
                node.committed();
            }
        } catch (Refused e) {
            world.tally().count("user transaction refused");
        }
    }
}
