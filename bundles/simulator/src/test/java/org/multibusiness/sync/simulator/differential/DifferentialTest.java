package org.multibusiness.sync.simulator.differential;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.simulator.shop.Shop;

/**
 * The same histories through the simulator's store and through the production storage on PostgreSQL give the same rows and the
 * same journals: what the simulator proves of the one holds for the other. Repeat a failure with
 * {@code -Ddifferential.seed=N}.
 */
public class DifferentialTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final int SEEDS = 3;
    private static final int STEPS = 70;

    private final RowResolution resolution = Shop.resolution();

    @Test
    public void memoryAndPostgresqlGiveTheSameRowsAndJournals() throws Exception {
        Long only = Long.getLong("differential.seed");
        int conflicts = 0;
        for (long seed = only == null ? 1 : only; seed <= (only == null ? SEEDS : only); seed++) {
            conflicts += run(seed);
        }
        assertTrue("conflicts: " + conflicts, conflicts > 20);
    }

    @Test
    public void whatARuleOfTheTableForbidsFallsBackAlike() throws Exception {
        Random random = new Random(7);
        List<Pair> branches = branches(3);
        for (int step = 1; step <= STEPS; step++) {
            Pair branch = branches.get(random.nextInt(branches.size()));
            branch.at(step * 10L);
            if (random.nextInt(3) > 0) {
                branch.offer(random.nextLong(), step);
                branch.number();
            } else {
                branch.fetch(branches.get(random.nextInt(branches.size())), 1 + random.nextInt(5));
            }
        }
        settle(branches, "offers");
        assertTrue(branches.stream().anyMatch(branch -> branch.conflicts(ConflictKind.CONSTRAINT) > 0));
    }

    private List<Pair> branches(int count) throws Exception {
        List<Pair> branches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            NodeId id = new NodeId(String.format("%016x", i + 1));
            branches.add(new Pair(id, SERVER.branch(id), resolution));
        }
        return branches;
    }

    private int run(long seed) throws Exception {
        Random random = new Random(seed);
        List<Pair> branches = branches((int) (2 + seed % 2));
        for (int step = 1; step <= STEPS; step++) {
            Pair branch = branches.get(random.nextInt(branches.size()));
            branch.at(random.nextInt(5) == 0 ? random.nextInt(1_000_000) - 500_000 : step * 10L);
            switch (random.nextInt(5)) {
                case 0, 1 -> branch.write(random.nextLong(), step);
                case 2 -> {
                    branch.write(random.nextLong(), step);
                    branch.number();
                }
                default -> branch.fetch(branches.get(random.nextInt(branches.size())), 1 + random.nextInt(20));
            }
        }
        return settle(branches, "seed " + seed);
    }

    private static int settle(List<Pair> branches, String story) throws Exception {
        for (int round = 0; round < 2; round++) {
            for (Pair to : branches) {
                for (Pair from : branches) {
                    to.fetch(from, 1_000);
                }
            }
        }
        int conflicts = 0;
        for (Pair branch : branches) {
            conflicts += branch.check(story);
            assertEquals(story, branches.get(0).vector(), branch.vector());
        }
        return conflicts;
    }
}
