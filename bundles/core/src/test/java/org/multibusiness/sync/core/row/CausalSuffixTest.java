package org.multibusiness.sync.core.row;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.core.row.CausalSuffix.Header;
import org.multibusiness.sync.core.seeded.Seeds;

public class CausalSuffixTest {
    private static final OriginId A = new OriginId(new NodeId("aaaaaaaaaaaaaaaa"), 1);
    private static final OriginId B = new OriginId(new NodeId("bbbbbbbbbbbbbbbb"), 1);

    @Test
    public void itIsTheSmallestSuffixThatBeginsAtABarrierAndHoldsWhatIsRequired() {
        Seeds.each(500, getClass(), random -> {
            Branches branches = Branches.after(random);
            for (Branch branch : branches.all) {
                List<Header> history = new ArrayList<>(Branch.headers(branch.history));
                if (!history.isEmpty()) {
                    Collections.shuffle(history, random);
                    List<Header> required = some(history, random);
                    assertEquals(smallest(history, required), CausalSuffix.of(history, required));
                }
            }
        });
    }

    @Test
    public void whereOnlyTheLatestChangesAreKnownItIsTheSameOrLooksFurtherBack() {
        int[] answers = new int[2];
        Seeds.each(500, getClass(), random -> {
            for (Branch branch : Branches.after(random).all) {
                List<Header> history = Branch.headers(branch.history);
                VersionVector floor = history.isEmpty()
                        ? VersionVector.EMPTY
                        : history.get(random.nextInt(history.size())).past();
                List<Header> latest = history.stream()
                        .filter(header -> !floor.covers(header.dot()))
                        .toList();
                List<Header> required = latest.isEmpty() ? List.of() : some(latest, random);
                Optional<List<Header>> suffix = CausalSuffix.above(floor, latest, required);
                suffix.ifPresent(
                        found -> assertEquals(found.isEmpty() ? List.of() : CausalSuffix.of(history, required), found));
                boolean barrierBelow = required.isEmpty()
                        || CausalSuffix.of(history, required).stream().anyMatch(header -> floor.covers(header.dot()))
                        || !latest.stream().allMatch(header -> header.past().covers(floor));
                answers[suffix.isPresent() ? 0 : 1]++;
                if (suffix.isEmpty()) {
                    assertTrue(barrierBelow);
                }
            }
        });
        assertTrue("both answers occur", answers[0] > 100 && answers[1] > 100);
    }

    private static List<Header> some(List<Header> history, Random random) {
        List<Header> some = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            some.add(history.get(random.nextInt(history.size())));
        }
        return some;
    }

    /** Tries every suffix, the shortest first, and compares every pair. */
    private static List<Header> smallest(List<Header> history, List<Header> required) {
        List<Header> sorted = new ArrayList<>(history);
        sorted.sort(Comparator.comparing(Header::timestamp).thenComparing(Header::dot));
        for (int cut = sorted.size() - 1; cut >= 0; cut--) {
            List<Header> before = sorted.subList(0, cut);
            List<Header> suffix = sorted.subList(cut, sorted.size());
            boolean barrier = suffix.stream()
                    .allMatch(
                            after -> before.stream().allMatch(b -> after.past().covers(b.dot())));
            if (barrier && suffix.containsAll(required)) {
                return suffix;
            }
        }
        throw new AssertionError("the whole history is a suffix");
    }

    @Test
    public void aKnowingChangeStandsAlone() {
        Header first = header(A, 1, 1, VersionVector.EMPTY);
        Header second = header(B, 1, 2, VersionVector.EMPTY);
        Header knowing = header(A, 2, 3, VersionVector.EMPTY.with(A, 1).with(B, 1));

        assertEquals(List.of(knowing), CausalSuffix.of(List.of(knowing, first, second), List.of(knowing)));
    }

    @Test
    public void aConcurrentChangeDrawsInAllItDidNotSee() {
        Header first = header(A, 1, 1, VersionVector.EMPTY);
        Header second = header(A, 2, 2, VersionVector.EMPTY.with(A, 1));
        Header third = header(A, 3, 3, VersionVector.EMPTY.with(A, 2));
        Header late = header(B, 1, 9, VersionVector.EMPTY.with(A, 1));

        assertEquals(List.of(second, third, late), CausalSuffix.of(List.of(late, third, second, first), List.of(late)));
    }

    @Test
    public void anOldRequiredChangeDrawsTheCutBack() {
        Header first = header(A, 1, 1, VersionVector.EMPTY);
        Header second = header(A, 2, 2, VersionVector.EMPTY.with(A, 1));

        assertEquals(List.of(first, second), CausalSuffix.of(List.of(second, first), List.of(first)));
    }

    @Test
    public void ofNothingItIsNothing() {
        assertTrue(CausalSuffix.of(List.of(), List.of()).isEmpty());
    }

    private static Header header(OriginId origin, long sequence, long time, VersionVector past) {
        return new Header(new Dot(origin, sequence), past, new HybridTimestamp(time));
    }
}
