package org.multibusiness.sync.core.replica;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.core.seeded.Seeds;

public class ComparisonTest {
    /** Enough for a log of 2^40 transactions. */
    private static final int MOST_ROUNDS = 14;

    private static final int MOST_POINTS = 64;
    private static final List<OriginId> ORIGINS = List.of(Bench.FROM_A, Bench.FROM_B, Bench.FROM_C);

    @Test
    public void bothSidesFindWhereHistoriesPartWithinFewSmallMessages() {
        Seeds.each(2_000, getClass(), random -> {
            Map<OriginId, Long> common = new HashMap<>();
            VersionVector ours = VersionVector.EMPTY;
            VersionVector theirs = VersionVector.EMPTY;
            for (OriginId origin : ORIGINS) {
                long length = random.nextLong() >>> (24 + random.nextInt(40));
                common.put(origin, random.nextBoolean() ? length : (long) (random.nextDouble() * length));
                ours = ours.with(origin, length + random.nextInt(5));
                theirs = theirs.with(origin, length);
            }
            Comparison here = new Comparison(ours, theirs);
            Comparison there = new Comparison(theirs, ours);

            talk(here, there, common);

            Set<OriginId> forked = new HashSet<>();
            VersionVector held = theirs;
            common.forEach((origin, length) -> {
                if (length < held.sequence(origin)) {
                    forked.add(origin);
                }
            });
            assertEquals(forked.size(), here.forks().size());
            for (Comparison.Fork fork : here.forks()) {
                assertEquals(common.get(fork.origin()), (Long) fork.common());
            }
            assertEquals(
                    "both name the same branches",
                    here.forks().stream().map(Comparison.Fork::younger).toList(),
                    there.forks().stream().map(Comparison.Fork::younger).toList());
        });
    }

    private static void talk(Comparison here, Comparison there, Map<OriginId, Long> common) {
        while (!here.isDone()) {
            assertEquals(here.asked(), there.asked());
            assertTrue(here.round() < MOST_ROUNDS);
            assertTrue(here.asked().size() <= MOST_POINTS * ORIGINS.size());
            int round = here.round();
            Map<Dot, ChainPoint> ours = points(here.asked(), common, 'a');
            Map<Dot, ChainPoint> theirs = points(here.asked(), common, 'b');
            assertTrue(here.expects(round, theirs.keySet()));
            here.here(ours);
            here.there(theirs);
            there.there(ours);
            there.here(theirs);
        }
        assertTrue(there.isDone());
    }

    private static Map<Dot, ChainPoint> points(Set<Dot> dots, Map<OriginId, Long> common, char side) {
        Map<Dot, ChainPoint> points = new HashMap<>();
        for (Dot dot : dots) {
            char life = dot.sequence() <= common.getOrDefault(dot.origin(), 0L) ? 'c' : side;
            points.put(dot, new ChainPoint(life + "-" + dot, new HybridTimestamp(dot.sequence())));
        }
        return points;
    }

    @Test
    public void whereHistoriesPartIsNotGuessedAtWhenItWasPruned() {
        Comparison here = compared(0);

        assertEquals(List.of(), here.forks());
        assertEquals(Set.of(new Dot(Bench.FROM_A, 41)), here.unclear());
    }

    @Test
    public void whatWasPrunedBeforeTheLastCommonOneIsInNobodysWay() {
        Comparison here = compared(41);

        assertEquals(Set.of(), here.unclear());
        assertEquals(41, here.forks().get(0).common());
    }

    /** Two histories of a hundred transactions; one side does not know the first forty any more. */
    private static Comparison compared(long commonPart) {
        VersionVector hundred = VersionVector.EMPTY.with(Bench.FROM_A, 100);
        Comparison here = new Comparison(hundred, hundred);
        Map<OriginId, Long> common = Map.of(Bench.FROM_A, commonPart);

        while (!here.isDone()) {
            Map<Dot, ChainPoint> known = points(here.asked(), common, 'a');
            known.keySet().removeIf(dot -> dot.sequence() <= 40);
            here.here(known);
            here.there(points(here.asked(), common, 'b'));
        }
        return here;
    }

    @Test
    public void whoHoldsNothingInCommonHasNothingToCompare() {
        Random random = new Random(1);
        VersionVector one = VersionVector.EMPTY.with(Bench.FROM_A, 1 + random.nextInt(5));

        assertTrue(new Comparison(one, VersionVector.EMPTY.with(Bench.FROM_B, 1)).isDone());
    }
}
