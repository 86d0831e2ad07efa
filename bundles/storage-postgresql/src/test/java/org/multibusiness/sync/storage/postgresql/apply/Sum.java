package org.multibusiness.sync.storage.postgresql.apply;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.conflict.AliveRule;
import org.multibusiness.sync.api.conflict.ColumnRule;
import org.multibusiness.sync.api.conflict.ColumnWrite;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Contest;
import org.multibusiness.sync.api.conflict.Decision;
import org.multibusiness.sync.api.conflict.OrphanRule;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.conflict.TableRules;
import org.multibusiness.sync.api.conflict.UniqueAction;
import org.multibusiness.sync.api.conflict.UniqueRule;
import org.multibusiness.sync.core.row.RowResolver;

/** What {@code delta} does, for whole numbers: an insert sets, every other change moves. */
final class Sum implements ConflictResolver {
    /** The column {@code stock} adds up, all others go to the last writer. */
    static RowResolution resolution() {
        return resolution(List.of(), OrphanRule.REVIVE);
    }

    /** The same, with one rule for all unique keys. */
    static RowResolution resolution(UniqueAction action) {
        return resolution(List.of(new UniqueRule(List.of(), action)), OrphanRule.REVIVE);
    }

    static RowResolution resolution(List<UniqueRule> uniques, OrphanRule orphans) {
        LastWriter last = new LastWriter();
        return new RowResolver(
                layout -> rules(layout, uniques, orphans), name -> name.equals("sum") ? new Sum() : last);
    }

    private static TableRules rules(TableLayout layout, List<UniqueRule> uniques, OrphanRule orphans) {
        List<ColumnRule> columns = layout.columns().stream()
                .filter(TableRules::isDecided)
                .map(column -> new ColumnRule(
                        List.of(column.name()), column.name().equals("stock") ? "sum" : "last-writer", List.of()))
                .toList();
        return new TableRules(AliveRule.UPDATE_WINS, columns, uniques, orphans);
    }

    @Override
    public String name() {
        return "sum";
    }

    @Override
    public Scope scope() {
        return Scope.ALL;
    }

    @Override
    public Decision decide(Contest contest) {
        List<ColumnWrite> writes =
                contest.writes().stream().filter(write -> !write.lost()).toList();
        List<ColumnWrite> sets =
                writes.stream().filter(write -> number(write.before()) == null).toList();
        ColumnWrite set = sets.isEmpty() ? null : sets.get(sets.size() - 1);
        long value = Objects.requireNonNull(
                number(set == null ? contest.writes().get(0).before() : set.value()));
        for (ColumnWrite write : writes) {
            Long before = number(write.before());
            if (before != null && (set == null || !set.saw(write))) {
                value += Objects.requireNonNull(number(write.value())) - before;
            }
        }
        List<ColumnWrite> rivals = Contest.unseen(sets);
        return new Decision(List.of(Long.toString(value)), "the sum", rivals.size() > 1 ? rivals : List.of(), false);
    }

    private static @Nullable Long number(@Nullable String text) {
        return text == null ? null : Long.valueOf(text);
    }
}
