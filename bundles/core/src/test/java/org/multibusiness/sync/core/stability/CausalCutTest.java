package org.multibusiness.sync.core.stability;

import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.core.row.CausalSuffix.Header;
import org.multibusiness.sync.core.seeded.Seeds;

public class CausalCutTest {
    private static final OriginId A = new OriginId(new NodeId("aaaaaaaaaaaaaaaa"), 1);
    private static final OriginId B = new OriginId(new NodeId("bbbbbbbbbbbbbbbb"), 1);

    private final Header first = header(A, 1, 1, VersionVector.EMPTY);
    private final Header second = header(A, 2, 2, VersionVector.EMPTY.with(A, 1));

    @Test
    public void aStableHistoryGoesWhole() {
        assertEquals(List.of(first, second), CausalCut.of(List.of(second, first), VersionVector.EMPTY.with(A, 2)));
    }

    @Test
    public void whatIsBeyondTheFloorStays() {
        assertEquals(List.of(first), CausalCut.of(List.of(first, second), VersionVector.EMPTY.with(A, 1)));
        assertEquals(List.of(), CausalCut.of(List.of(first, second), VersionVector.EMPTY));
        assertEquals(List.of(), CausalCut.of(List.of(), VersionVector.EMPTY.with(A, 9)));
    }

    @Test
    public void whatSomethingThatStaysHadNotSeenStays() {
        Header knowsFirst = header(B, 1, 3, VersionVector.EMPTY.with(A, 1));

        assertEquals(List.of(first), CausalCut.of(List.of(first, second, knowsFirst), VersionVector.EMPTY.with(A, 2)));
        assertEquals(
                List.of(first, second, knowsFirst),
                CausalCut.of(
                        List.of(first, second, knowsFirst),
                        VersionVector.EMPTY.with(A, 2).with(B, 1)));
    }

    @Test
    public void itIsTheLongestBeginningBehindWhichIsABarrier() {
        Seeds.each(500, getClass(), random -> {
            List<Header> history = history(random);
            VersionVector floor = VersionVector.EMPTY.with(A, random.nextInt(8)).with(B, random.nextInt(8));
            List<Header> shuffled = new ArrayList<>(history);
            Collections.shuffle(shuffled, random);

            assertEquals(longest(history, floor), CausalCut.of(shuffled, floor));
        });
    }

    /** Two writers who hear of each other now and then. */
    private static List<Header> history(Random random) {
        List<Header> history = new ArrayList<>();
        VersionVector a = VersionVector.EMPTY;
        VersionVector b = VersionVector.EMPTY;
        for (int time = 1; time <= 12; time++) {
            if (random.nextInt(3) == 0) {
                a = a.join(b);
            } else if (random.nextInt(3) == 0) {
                b = b.join(a);
            }
            if (random.nextBoolean()) {
                history.add(header(A, a.sequence(A) + 1, time, a));
                a = a.with(A, a.sequence(A) + 1);
            } else {
                history.add(header(B, b.sequence(B) + 1, time, b));
                b = b.with(B, b.sequence(B) + 1);
            }
        }
        return history;
    }

    private static List<Header> longest(List<Header> history, VersionVector floor) {
        List<Header> sorted = new ArrayList<>(history);
        sorted.sort(Comparator.comparing(Header::timestamp).thenComparing(Header::dot));
        for (int cut = sorted.size(); cut > 0; cut--) {
            List<Header> before = sorted.subList(0, cut);
            List<Header> after = sorted.subList(cut, sorted.size());
            if (before.stream().allMatch(header -> floor.covers(header.dot()))
                    && after.stream()
                            .allMatch(later -> before.stream()
                                    .allMatch(header -> later.past().covers(header.dot())))) {
                return before;
            }
        }
        return List.of();
    }

    private static Header header(OriginId origin, long sequence, long time, VersionVector past) {
        return new Header(new Dot(origin, sequence), past, new HybridTimestamp(time));
    }
}
