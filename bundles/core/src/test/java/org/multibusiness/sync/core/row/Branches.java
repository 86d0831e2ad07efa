package org.multibusiness.sync.core.row;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Two to four branches that write the same row and exchange in random order. */
final class Branches {
    private static final Instant START = Instant.parse("2026-07-29T12:00:00Z");

    final List<Branch> all = new ArrayList<>();

    private final Random random;
    private Instant now = START;

    Branches(Random random) {
        this.random = random;
        int count = 2 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            Branch branch = new Branch(i, random);
            all.add(branch);
            if (random.nextInt(4) == 0) {
                branch.baseline(random);
            }
        }
    }

    /** Branches after a random history. */
    static Branches after(Random random) {
        Branches branches = new Branches(random);
        int steps = 5 + random.nextInt(30);
        for (int i = 0; i < steps; i++) {
            branches.step();
        }
        return branches;
    }

    /** One branch writes, or pulls from another one. */
    void step() {
        now = now.plusMillis(random.nextInt(300));
        Branch one = any();
        if (random.nextBoolean()) {
            one.write(random, now);
        } else {
            one.pull(any(), random.nextInt(4) == 0 ? Integer.MAX_VALUE : 1 + random.nextInt(4), random.nextBoolean());
        }
    }

    /** Everybody pulls everything from everybody. */
    void exchangeEverything() {
        for (Branch one : all) {
            for (Branch other : all) {
                one.pull(other, Integer.MAX_VALUE, random.nextBoolean());
            }
        }
        for (Branch one : all) {
            for (Branch other : all) {
                one.pull(other, Integer.MAX_VALUE, random.nextBoolean());
            }
        }
    }

    private Branch any() {
        return all.get(random.nextInt(all.size()));
    }
}
