package org.multibusiness.sync.api;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.Test;

public class VersionVectorTest {
    private static final OriginId A = new OriginId(new NodeId("aaaaaaaaaaaaaaaa"), 1);
    private static final OriginId A2 = new OriginId(new NodeId("aaaaaaaaaaaaaaaa"), 2);
    private static final OriginId B = new OriginId(new NodeId("bbbbbbbbbbbbbbbb"), 1);

    @Test
    public void joinIsTheLeastVectorThatCoversBoth() {
        forSomeVectors(v -> {
            VersionVector join = v[0].join(v[1]);
            assertTrue(join.covers(v[0]) && join.covers(v[1]));
            assertTrue(
                    "a bound that is above both is above the join",
                    v[0].join(join).join(v[1].join(v[2])).covers(join));
            if (v[2].covers(v[0]) && v[2].covers(v[1])) {
                assertTrue(v[2].covers(join));
            }
        });
    }

    @Test
    public void meetIsTheGreatestVectorThatBothCover() {
        forSomeVectors(v -> {
            VersionVector meet = v[0].meet(v[1]);
            assertTrue(v[0].covers(meet) && v[1].covers(meet));
            if (v[0].covers(v[2]) && v[1].covers(v[2])) {
                assertTrue(meet.covers(v[2]));
            }
        });
    }

    @Test
    public void joinAndMeetAreALattice() {
        forSomeVectors(v -> {
            VersionVector a = v[0];
            VersionVector b = v[1];
            VersionVector c = v[2];
            assertEquals(a.join(b), b.join(a));
            assertEquals(a.meet(b), b.meet(a));
            assertEquals(a.join(b).join(c), a.join(b.join(c)));
            assertEquals(a.meet(b).meet(c), a.meet(b.meet(c)));
            assertEquals(a, a.join(a));
            assertEquals(a, a.meet(a));
            assertEquals(a, a.join(a.meet(b)));
            assertEquals(a, a.meet(a.join(b)));
            assertEquals(a.meet(b.join(c)), a.meet(b).join(a.meet(c)));
            assertEquals(a, a.join(VersionVector.EMPTY));
            assertEquals(VersionVector.EMPTY, a.meet(VersionVector.EMPTY));
        });
    }

    @Test
    public void coversIsAPartialOrderAndAgreesWithJoinMeetAndTheDotsHeld() {
        forSomeVectors(v -> {
            assertTrue(v[0].covers(v[0]));
            assertEquals(v[0].covers(v[1]), v[0].join(v[1]).equals(v[0]));
            assertEquals(v[0].covers(v[1]), v[0].meet(v[1]).equals(v[1]));
            assertEquals(v[0].covers(v[1]) && v[1].covers(v[0]), v[0].equals(v[1]));
            boolean everyDot = v[1].entries().entrySet().stream()
                    .allMatch(entry -> v[0].covers(new Dot(entry.getKey(), entry.getValue())));
            assertEquals(v[0].covers(v[1]), everyDot);
        });
    }

    @Test
    public void missingFromCountsTheDotsThatOnlyTheOtherHolds() {
        forSomeVectors(v -> {
            long counted = 0;
            for (Map.Entry<OriginId, Long> entry : v[1].entries().entrySet()) {
                for (long sequence = 1; sequence <= entry.getValue(); sequence++) {
                    counted += v[0].covers(new Dot(entry.getKey(), sequence)) ? 0 : 1;
                }
            }
            assertEquals(counted, v[0].missingFrom(v[1]));
            assertEquals(v[0].covers(v[1]), v[0].missingFrom(v[1]) == 0);
        });
    }

    @Test
    public void advanceAddsExactlyOneDot() {
        VersionVector held = VersionVector.of(Map.of(A, 4L));

        VersionVector advanced = held.advance(new Dot(A, 5)).advance(new Dot(B, 1));

        assertEquals(VersionVector.of(Map.of(A, 5L, B, 1L)), advanced);
        assertEquals("the old one is untouched", VersionVector.of(Map.of(A, 4L)), held);
    }

    @Test
    public void advanceRefusesGapsAndRepetition() {
        VersionVector held = VersionVector.of(Map.of(A, 4L));

        assertThrows(IllegalArgumentException.class, () -> held.advance(new Dot(A, 6)));
        assertThrows(IllegalArgumentException.class, () -> held.advance(new Dot(A, 4)));
        assertThrows(IllegalArgumentException.class, () -> held.advance(new Dot(B, 2)));
        assertThrows(IllegalArgumentException.class, () -> held.advance(new Dot(A2, 5)));
    }

    @Test
    public void incarnationsOfANodeAreSeparateOrigins() {
        VersionVector held = VersionVector.of(Map.of(A, 4L));

        assertFalse(held.covers(new Dot(A2, 1)));
        assertEquals(0, held.sequence(A2));
    }

    @Test
    public void zeroEntriesAreNoEntries() {
        assertEquals(VersionVector.EMPTY, VersionVector.of(Map.of(A, 0L)));
        assertEquals(VersionVector.EMPTY, VersionVector.of(Map.of(A, 3L)).with(A, 0));
    }

    @Test
    public void negativeSequencesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> VersionVector.of(Map.of(A, -1L)));
        assertThrows(IllegalArgumentException.class, () -> VersionVector.EMPTY.with(A, -1));
    }

    @Test
    public void aVectorIsACopyAndCantBeChanged() {
        TreeMap<OriginId, Long> entries = new TreeMap<>(Map.of(A, 1L));
        VersionVector vector = new VersionVector(entries);

        entries.put(B, 7L);

        assertEquals(0, vector.sequence(B));
        assertThrows(UnsupportedOperationException.class, () -> vector.entries().put(B, 1L));
    }

    private static void forSomeVectors(Consumer<VersionVector[]> law) {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            VersionVector[] vectors = {vector(random), vector(random), vector(random)};
            try {
                law.accept(vectors);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + Arrays.toString(vectors), e);
            }
        }
    }

    private static VersionVector vector(Random random) {
        Map<OriginId, Long> entries = new HashMap<>();
        for (OriginId origin : new OriginId[] {A, A2, B}) {
            if (random.nextBoolean()) {
                entries.put(origin, (long) random.nextInt(4));
            }
        }
        return VersionVector.of(entries);
    }
}
