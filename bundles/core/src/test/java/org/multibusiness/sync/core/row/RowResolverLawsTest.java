package org.multibusiness.sync.core.row;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.Decided;
import org.multibusiness.sync.core.seeded.Seeds;

/** Laws of the resolution, over generated histories of two to four branches. */
public class RowResolverLawsTest {
    private static final int HISTORIES = 300;

    @Test
    public void theOrderOfTheListDoesNotMatter() {
        Seeds.each(HISTORIES, getClass(), random -> {
            for (Branch branch : Branches.after(random).all) {
                if (!branch.history.isEmpty()) {
                    List<VersionedChange> shuffled = new ArrayList<>(branch.history);
                    Collections.shuffle(shuffled, random);
                    assertEquals(
                            Branch.RESOLVER.resolve(branch.layout, branch.history),
                            Branch.RESOLVER.resolve(branch.layout, shuffled));
                }
            }
        });
    }

    @Test
    public void branchesThatHoldTheSameHoldTheSameRow() {
        Seeds.each(HISTORIES, getClass(), random -> {
            Branches branches = new Branches(random);
            for (int i = 0; i < 30; i++) {
                branches.step();
                sameVectorSameRow(branches);
            }
            branches.exchangeEverything();
            assertEquals(1, branches.all.stream().map(b -> b.held).distinct().count());
            sameVectorSameRow(branches);
        });
    }

    private static void sameVectorSameRow(Branches branches) {
        for (Branch one : branches.all) {
            for (Branch other : branches.all) {
                if (one.held.equals(other.held)) {
                    assertEquals(Stock.plainOrNull(one.layout, one.row), Stock.plainOrNull(other.layout, other.row));
                }
            }
        }
    }

    /** The check itself is in {@link Branch}, at each apply. */
    @Test
    public void aChangeAddedByFastPathOrSuffixGivesTheRowOfTheWholeHistory() {
        Seeds.each(HISTORIES, getClass(), random -> Branches.after(random).exchangeEverything());
    }

    @Test
    public void theRowLivesIffSomeWriteWasSeenByNoDeletion() {
        forEachBranch(branch -> assertEquals(branch.row == null, branch.live().isEmpty()));
    }

    @Test
    public void eachColumnHasTheValueOfItsLastLiveWriterInTotalOrder() {
        forEachBranch(branch -> {
            RowImage row = branch.row;
            if (row != null) {
                assertEquals(replayed(branch.live()), Stock.plain(branch.layout, row));
            }
        });
    }

    /** Another way to say what the row is: the greatest change's image, overlaid with all writes in total order. */
    private static Map<String, @Nullable String> replayed(List<VersionedChange> live) {
        List<VersionedChange> sorted = new ArrayList<>(live);
        sorted.sort(VersionedChange.TOTAL_ORDER);
        Map<String, @Nullable String> row = new HashMap<>();
        for (String column : Stock.PLAIN) {
            row.put(column, Stock.after(sorted.get(sorted.size() - 1).change(), column));
            for (VersionedChange change : sorted) {
                if (Stock.wrote(change.change(), column)) {
                    row.put(column, Stock.after(change.change(), column));
                }
            }
        }
        return row;
    }

    @Test
    public void aWriteNeverLosesToOneItsAuthorHadSeen() {
        forEachBranch(branch -> {
            RowImage row = branch.row;
            if (row != null) {
                Stock.plain(branch.layout, row)
                        .forEach((column, value) -> assertTrue(
                                column + " = " + value,
                                isUnwritten(branch, column) || isNewest(branch, column, value)));
            }
        });
    }

    private static boolean isUnwritten(Branch branch, String column) {
        return branch.live().stream().noneMatch(change -> Stock.wrote(change.change(), column));
    }

    /** Whether somebody wrote this value whose change no other writer of the column had seen. */
    private static boolean isNewest(Branch branch, String column, @Nullable String value) {
        List<VersionedChange> writers = branch.live().stream()
                .filter(change -> Stock.wrote(change.change(), column))
                .toList();
        return writers.stream()
                .filter(writer -> Objects.equals(value, Stock.after(writer.change(), column)))
                .anyMatch(writer -> writers.stream().noneMatch(other -> other.saw(writer)));
    }

    @Test
    public void nothingIsLostSilently() {
        forEachBranch(branch -> {
            for (VersionedChange change : branch.history) {
                if (change.change().after() == null) {
                    assertTrue("deletion " + change.dot(), isDeletionAccountedFor(branch, change));
                } else {
                    for (String column : Stock.PLAIN) {
                        assertTrue(
                                column + " of " + change.dot(),
                                !Stock.wrote(change.change(), column) || isAccountedFor(branch, change, column));
                    }
                }
            }
        });
    }

    private static boolean isDeletionAccountedFor(Branch branch, VersionedChange deletion) {
        return branch.row == null
                || branch.history.stream().anyMatch(other -> other.saw(deletion))
                || isJournaled(branch, deletion, "*");
    }

    private static boolean isAccountedFor(Branch branch, VersionedChange change, String column) {
        @Nullable String value = Stock.after(change.change(), column);
        RowImage row = branch.row;
        boolean current = row != null && Objects.equals(value, row.value(branch.layout.indexOf(column)));
        return current || isJournaled(branch, change, column) || isSuperseded(branch, change, column, value);
    }

    /** Somebody deleted or overwrote it knowingly, or replaced this very value without knowing who had written it. */
    private static boolean isSuperseded(Branch branch, VersionedChange change, String column, @Nullable String value) {
        return branch.history.stream().anyMatch(other -> {
            boolean deletes = other.change().after() == null;
            boolean overwrites = Stock.wrote(other.change(), column);
            boolean replacesThisValue = overwrites
                    && other.change().before() != null
                    && Objects.equals(value, Stock.before(other.change(), column));
            return other.saw(change) ? deletes || overwrites : replacesThisValue;
        });
    }

    private static boolean isJournaled(Branch branch, VersionedChange change, String column) {
        return branch.journal.values().stream()
                .filter(conflict ->
                        conflict.contributions().stream().anyMatch(c -> c.dot().equals(change.dot())))
                .flatMap(conflict -> conflict.decisions().stream())
                .anyMatch(decided -> decided.column().equals(column));
    }

    @Test
    public void aConflictIsTheSameAtEveryBranchThatJournalsIt() {
        Seeds.each(HISTORIES, getClass(), random -> {
            Branches branches = Branches.after(random);
            branches.exchangeEverything();
            Map<String, Conflict> byId = new HashMap<>();
            Map<Object, String> idByPair = new HashMap<>();
            for (Branch branch : branches.all) {
                for (Conflict conflict : branch.journal.values()) {
                    Conflict known = byId.putIfAbsent(conflict.id(), conflict);
                    if (known != null) {
                        assertEquals(asSets(known), asSets(conflict));
                    }
                    Object pair =
                            conflict.contributions().stream().map(c -> c.dot()).toList();
                    String id = idByPair.putIfAbsent(pair, conflict.id());
                    assertTrue("two ids for " + pair, id == null || id.equals(conflict.id()));
                }
            }
        });
    }

    private static List<Object> asSets(Conflict conflict) {
        Set<Decided> decisions = new HashSet<>(conflict.decisions());
        assertEquals("no decision twice", decisions.size(), conflict.decisions().size());
        return List.of(conflict.kind(), conflict.contributions(), decisions);
    }

    @Test
    public void onlyChangesThatDidNotSeeEachOtherConflict() {
        forEachBranch(branch -> {
            Map<Object, VersionedChange> byDot = new HashMap<>();
            branch.history.forEach(change -> byDot.put(change.dot(), change));
            for (Conflict conflict : branch.journal.values()) {
                VersionedChange first = Objects.requireNonNull(
                        byDot.get(conflict.contributions().get(0).dot()));
                VersionedChange second = Objects.requireNonNull(
                        byDot.get(conflict.contributions().get(1).dot()));
                assertEquals(2, conflict.contributions().size());
                assertTrue(!first.saw(second) && !second.saw(first));
                assertTrue(VersionedChange.TOTAL_ORDER.compare(first, second) < 0);
            }
        });
    }

    private void forEachBranch(Consumer<Branch> law) {
        Seeds.each(HISTORIES, getClass(), random -> {
            Branches branches = Branches.after(random);
            branches.all.forEach(law);
            branches.exchangeEverything();
            branches.all.forEach(law);
        });
    }

    @Test
    public void theGeneratorMakesEveryKindOfConflict() {
        Set<Object> kinds = new HashSet<>();
        for (long seed = 0; seed < 200; seed++) {
            Branches branches = Branches.after(new Random(seed));
            branches.exchangeEverything();
            branches.all.forEach(b -> b.journal.values().forEach(c -> kinds.add(c.kind())));
        }
        assertEquals(3, kinds.size());
    }
}
