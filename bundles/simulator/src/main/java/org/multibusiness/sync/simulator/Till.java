package org.multibusiness.sync.simulator;

import org.multibusiness.sync.simulator.shop.Shopper;
import org.multibusiness.sync.simulator.store.OpenTransaction;
import org.multibusiness.sync.simulator.store.Refused;

/** Where a user works: one transaction, statement by statement, over some time. */
final class Till {
    private final Node node;
    private final World world;
    private final Shopper shopper;
    private final OpenTransaction transaction;
    private int left;

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
            left--;
            world.tally().count(shopper.run(transaction) ? "statement" : "statement met a lock");
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
            if (transaction.commit(baseline)) {
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
