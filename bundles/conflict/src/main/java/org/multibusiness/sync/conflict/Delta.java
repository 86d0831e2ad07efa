package org.multibusiness.sync.conflict;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.conflict.ColumnRule;
import org.multibusiness.sync.api.conflict.ColumnWrite;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;
import org.osgi.service.component.annotations.Component;

/**
 * {@code delta [reset-by COLUMN …]}: a stock or a balance. Each change <em>moves</em> the value by {@code new − old}, and all
 * moves count. Some changes <em>set</em> it instead: an insert; a change that also changes one of the reset-by columns (a
 * stock-take that writes {@code counted_at}); one from or to NULL, NaN or an infinity. The value is what the last set in total
 * order says, plus every move that its author had not seen; without a set, what was there before, plus every move.
 *
 * <p>A deletion that lost takes no move with it. A NULL, NaN or infinity that was set stays, whatever is added. The answer is
 * exact, and in one text form per value. Why this is the same at every node, however its history was cut: decision 8.
 */
@Component
public final class Delta implements ConflictResolver {
    private static final String RESET_BY = "reset-by";

    /** A reason names so many numbers; a hot row may have thousands. */
    private static final int TERMS = 6;

    @Override
    public String name() {
        return "delta";
    }

    @Override
    public Scope scope() {
        return Scope.ALL;
    }

    @Override
    public Set<String> watched(List<String> arguments) {
        return arguments.isEmpty() ? Set.of() : Set.copyOf(arguments.subList(1, arguments.size()));
    }

    @Override
    public Optional<String> objection(TableLayout layout, ColumnRule rule) {
        return Words.refusesGroups(name(), rule)
                .or(() -> refusesArguments(layout, rule))
                .or(() -> refusesType(layout, rule.columns().get(0)));
    }

    private static Optional<String> refusesArguments(TableLayout layout, ColumnRule rule) {
        List<String> arguments = rule.arguments();
        if (!arguments.isEmpty() && (arguments.size() == 1 || !arguments.get(0).equals(RESET_BY))) {
            return Optional.of(
                    "write delta, or delta reset-by COLUMN with the column that a stock-take writes, for example"
                            + " delta reset-by counted_at");
        }
        return arguments.stream()
                .skip(1)
                .map(column -> column.equals(rule.columns().get(0))
                        ? Optional.of("the column '" + column
                                + "' can't reset itself; name the one that a stock-take writes too")
                        : Words.refusesColumn(layout, column))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> refusesType(TableLayout layout, String column) {
        String type = layout.columns().get(layout.indexOf(column)).type();
        return Amounts.isExact(type)
                ? Optional.empty()
                : Optional.of("delta needs a type that adds exactly: smallint, integer, bigint or numeric; the column '"
                        + column + "' is of type " + type);
    }

    @Override
    public Decision decide(Contest contest) {
        List<ColumnWrite> counted =
                contest.writes().stream().filter(write -> !write.lost()).toList();
        Set<String> resets = watched(contest.arguments());
        List<ColumnWrite> sets =
                counted.stream().filter(write -> isSet(write, resets)).toList();
        @Nullable ColumnWrite set = sets.isEmpty() ? null : sets.get(sets.size() - 1);
        @Nullable String start = set == null ? contest.writes().get(0).before() : set.value();
        List<BigDecimal> moves = counted.stream()
                .filter(write -> !isSet(write, resets) && (set == null || !set.saw(write)))
                .map(Delta::move)
                .toList();
        List<ColumnWrite> rivals = Contest.unseen(sets);
        Optional<BigDecimal> base = Amounts.parse(start);
        String value = base.isEmpty()
                ? start
                : Amounts.text(
                        moves.stream().reduce(base.get(), BigDecimal::add),
                        contest.column().type());
        return new Decision(
                java.util.Collections.singletonList(value),
                reason(set, rivals.size(), start, moves, value),
                rivals.size() > 1 ? rivals : List.of(),
                false);
    }

    private static boolean isSet(ColumnWrite write, Set<String> resets) {
        return write.isInsert()
                || resets.stream().anyMatch(write::wrote)
                || Amounts.parse(write.before()).isEmpty()
                || Amounts.parse(write.value()).isEmpty();
    }

    private static BigDecimal move(ColumnWrite write) {
        return Amounts.parse(write.value())
                .orElseThrow()
                .subtract(Amounts.parse(write.before()).orElseThrow());
    }

    private static String reason(
            @Nullable ColumnWrite set,
            int sets,
            @Nullable String start,
            List<BigDecimal> moves,
            @Nullable String value) {
        StringBuilder reason = new StringBuilder();
        if (set != null && sets > 1) {
            reason.append("set at several branches at once; the later stays, ")
                    .append(Words.written(set))
                    .append("; ");
        }
        reason.append(
                        set == null
                                ? "the changes of all branches add up: "
                                : "what was set, and the changes it did not see: ")
                .append(Objects.requireNonNullElse(start, "NULL"));
        moves.stream()
                .limit(TERMS)
                .forEach(move -> reason.append(move.signum() < 0 ? " - " : " + ")
                        .append(move.abs().toPlainString()));
        if (moves.size() > TERMS) {
            reason.append(" and ").append(moves.size() - TERMS).append(" more");
        }
        return reason.append(" = ").append(Words.value(value)).toString();
    }
}
