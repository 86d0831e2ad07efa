package org.multibusiness.sync.simulator.ledger;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.conflict.AliveRule;
import org.multibusiness.sync.simulator.shop.Decider;
import org.multibusiness.sync.simulator.shop.Table;

/**
 * What a row must be, worked out from the user's guide ({@code docs/conflicts.md}) and the books: slowly, from all changes at
 * once, with none of the code under test.
 */
final class Oracle {
    private final Table table;
    private final List<Fact> writes = new ArrayList<>();
    private final List<Fact> deletions = new ArrayList<>();

    /** An oracle for one row. */
    Oracle(Table table, List<Fact> facts) {
        this.table = table;
        List<Fact> counted = table.checks().isEmpty() ? facts : sinceAllKnew(facts);
        counted.stream().sorted(Fact.ORDER).forEach(fact -> (fact.isDeletion() ? deletions : writes).add(fact));
    }

    /**
     * The last facts of which all authors had seen all before. Where a row fell back on one change, who came next has seen that,
     * and not what the others before would make together; so these must not be asked again.
     */
    static List<Fact> sinceAllKnew(List<Fact> facts) {
        List<Fact> sorted = facts.stream().sorted(Fact.ORDER).toList();
        int from = Math.max(0, sorted.size() - 1);
        while (from > 0 && !allKnew(sorted.subList(0, from), sorted.subList(from, sorted.size()))) {
            from--;
        }
        return sorted.subList(from, sorted.size());
    }

    private static boolean allKnew(List<Fact> before, List<Fact> after) {
        return after.stream().allMatch(later -> before.stream().allMatch(later::saw));
    }

    /** The row; null when there is none. */
    @Nullable
    RowImage row() {
        List<Fact> live = live();
        if (live.isEmpty()) {
            return null;
        }
        List<@Nullable String> row =
                new ArrayList<>(live.get(live.size() - 1).after().values());
        for (Decider decider : table.deciders()) {
            List<@Nullable String> values = decided(decider, live);
            for (int i = 0; i < values.size(); i++) {
                row.set(decider.columns().get(i), values.get(i));
            }
        }
        RowImage merged = new RowImage(row);
        return table.broken(merged).isEmpty()
                ? merged
                : live.get(live.size() - 1).after();
    }

    List<Fact> live() {
        return writes.stream()
                .filter(write -> deletions.stream().noneMatch(deletion -> deletion.saw(write)))
                .filter(write -> !lost(write))
                .toList();
    }

    private boolean lost(Fact write) {
        return deletions.stream()
                .anyMatch(deletion -> !write.saw(deletion)
                        && !deletion.saw(write)
                        && (table.alive() == AliveRule.DELETE_WINS
                                || (table.alive() == AliveRule.LAST_WRITER
                                        && Fact.ORDER.compare(deletion, write) > 0)));
    }

    /** What columns become; empty when nobody wrote them. */
    private List<@Nullable String> decided(Decider decider, List<Fact> live) {
        if (decider.policy().equals("delta")) {
            return stock(decider);
        }
        List<Fact> wrote = live.stream()
                .filter(fact -> decider.wrote(fact.touch().before(), fact.after()))
                .toList();
        List<Fact> rivals = rivals(wrote);
        if (rivals.isEmpty()) {
            return List.of();
        }
        return switch (decider.policy()) {
            case "last-writer", "keep-both", "manual" -> decider.values(last(rivals));
            case "prefer-higher" ->
                decider.values(extreme(rivals, decider.columns().get(0), 1));
            case "prefer-lower" ->
                decider.values(extreme(rivals, decider.columns().get(0), -1));
            case "prefer-newer" ->
                decider.values(extreme(rivals, table.at(decider.arguments().get(0)), 1));
            case "node-priority" -> decider.values(foremost(rivals, decider.arguments()));
            case "merge-arrays" -> union(rivals, decider);
            case "always-keep" -> kept(wrote, decider);
            default -> throw new IllegalStateException("the oracle does not know " + decider.policy());
        };
    }

    /** Those that no other one's author had seen; what was there before anybody watched gives way to the others. */
    private static List<Fact> rivals(List<Fact> wrote) {
        List<Fact> unseen = wrote.stream()
                .filter(fact -> wrote.stream().noneMatch(other -> other.saw(fact)))
                .toList();
        List<Fact> real = unseen.stream().filter(fact -> !fact.isBaseline()).toList();
        return real.isEmpty() ? unseen : real;
    }

    private static RowImage last(List<Fact> facts) {
        return facts.get(facts.size() - 1).after();
    }

    private static RowImage extreme(List<Fact> facts, int column, int sign) {
        Optional<Fact> best = facts.stream()
                .filter(fact -> fact.after().value(column) != null)
                .max(Comparator.<Fact, BigDecimal>comparing(
                                fact -> new BigDecimal(fact.after().value(column)).multiply(BigDecimal.valueOf(sign)))
                        .thenComparing(Fact.ORDER));
        return best.map(Fact::after).orElseGet(() -> last(facts));
    }

    private static RowImage foremost(List<Fact> facts, List<String> nodes) {
        for (String node : nodes) {
            List<Fact> its = facts.stream()
                    .filter(fact -> fact.dot().origin().node().value().equals(node))
                    .toList();
            if (!its.isEmpty()) {
                return last(its);
            }
        }
        return last(facts);
    }

    private static List<@Nullable String> union(List<Fact> rivals, Decider decider) {
        if (rivals.size() == 1) {
            return decider.values(rivals.get(0).after());
        }
        Set<String> union = new LinkedHashSet<>();
        boolean any = false;
        for (Fact rival : rivals) {
            String array = rival.after().value(decider.columns().get(0));
            any |= array != null;
            union.addAll(elements(array));
        }
        List<@Nullable String> answer = new ArrayList<>();
        answer.add(any ? "{" + String.join(",", union) + "}" : null);
        return answer;
    }

    static List<String> elements(@Nullable String array) {
        return array == null || array.equals("{}")
                ? List.of()
                : Arrays.asList(array.substring(1, array.length() - 1).split(",", -1));
    }

    /** What all rivals agree on, or else what all of them had seen, and so on. */
    private static List<@Nullable String> kept(List<Fact> wrote, Decider decider) {
        List<Fact> known = wrote;
        List<Fact> disputed = rivals(wrote);
        while (disputed.stream()
                        .map(fact -> decider.values(fact.after()))
                        .distinct()
                        .count()
                > 1) {
            List<Fact> now = disputed;
            List<Fact> before = known.stream()
                    .filter(fact -> now.stream().allMatch(later -> later.saw(fact)))
                    .toList();
            if (before.isEmpty()) {
                Fact first = known.get(0);
                RowImage found = first.touch().before();
                return decider.values(found == null ? first.after() : found);
            }
            known = before;
            disputed = rivals(before);
        }
        return decider.values(last(disputed));
    }

    /** The last that set it, and every move that its author had not seen. */
    private List<@Nullable String> stock(Decider decider) {
        int column = decider.columns().get(0);
        Set<Integer> resets = resets(decider);
        List<Fact> counted = writes.stream()
                .filter(fact -> !lost(fact))
                .filter(fact -> decider.wrote(fact.touch().before(), fact.after()) || resets(fact, resets))
                .toList();
        if (counted.isEmpty()) {
            return List.of();
        }
        Fact last = counted.get(counted.size() - 1);
        if (!table.checks().isEmpty() && allKnew(counted.subList(0, counted.size() - 1), List.of(last))) {
            // Its author saw the row that fell back, in which not all had been added up.
            return decider.values(last.after());
        }
        List<Fact> sets = counted.stream().filter(fact -> isSet(fact, decider)).toList();
        List<@Nullable String> answer = new ArrayList<>();
        Fact set = sets.isEmpty() ? null : sets.get(sets.size() - 1);
        String start = set == null ? counted.get(0).before(column) : set.after().value(column);
        answer.add(start == null ? null : start(start, column, set, counted, sets));
        return answer;
    }

    private static String start(String start, int column, @Nullable Fact set, List<Fact> counted, List<Fact> sets) {
        long value = Long.parseLong(start);
        for (Fact fact : counted) {
            if (!sets.contains(fact) && (set == null || !set.saw(fact))) {
                value += Long.parseLong(Objects.requireNonNull(fact.after().value(column)))
                        - Long.parseLong(Objects.requireNonNull(fact.before(column)));
            }
        }
        return Long.toString(value);
    }

    /** Whether a write says what the sum is, rather than moving it. */
    boolean isSet(Fact fact, Decider decider) {
        int column = decider.columns().get(0);
        return fact.isInsert()
                || resets(fact, resets(decider))
                || (decider.wrote(fact.touch().before(), fact.after())
                        && (fact.before(column) == null || fact.after().value(column) == null));
    }

    private Set<Integer> resets(Decider decider) {
        Set<Integer> resets = new LinkedHashSet<>();
        decider.arguments().stream().skip(1).forEach(name -> resets.add(table.at(name)));
        return resets;
    }

    private static boolean resets(Fact fact, Set<Integer> resets) {
        return resets.stream()
                .anyMatch(i -> fact.isInsert()
                        || !Objects.equals(fact.before(i), fact.after().value(i)));
    }
}
