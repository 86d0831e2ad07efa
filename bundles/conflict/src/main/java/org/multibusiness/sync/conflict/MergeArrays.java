package org.multibusiness.sync.conflict;

import java.util.LinkedHashSet;
import java.util.List;
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
 * {@code merge-arrays}: every element that is in one of the concurrent arrays, each once, in the order of the earliest change
 * that has it. So what one branch adds is never lost; what one branch removes comes back when another branch changed the array
 * at the same time. NULL adds nothing. An array of several dimensions can't be merged: it
 * stays as it is; of several, the last writer's.
 */
@Component
public final class MergeArrays implements ConflictResolver {
    @Override
    public String name() {
        return "merge-arrays";
    }

    @Override
    public Optional<String> objection(TableLayout layout, ColumnRule rule) {
        return ConflictResolver.super
                .objection(layout, rule)
                .or(() -> Words.refusesGroups(name(), rule))
                .or(() -> refusesType(layout, rule.columns().get(0)));
    }

    private Optional<String> refusesType(TableLayout layout, String column) {
        String type = layout.columns().get(layout.indexOf(column)).type();
        return type.endsWith("[]")
                ? Optional.empty()
                : Optional.of("merge-arrays needs an array, for example text[]; the column '" + column + "' is of type "
                        + type);
    }

    @Override
    public Decision decide(Contest contest) {
        Set<@Nullable String> union = new LinkedHashSet<>();
        @Nullable ColumnWrite strange = null;
        for (ColumnWrite write : contest.writes()) {
            Optional<List<@Nullable String>> elements = elements(write.value());
            strange = elements.isEmpty() ? write : strange;
            union.addAll(elements.orElse(List.of()));
        }
        if (strange != null) {
            return Decision.forWrite(
                    strange,
                    contest,
                    "an array of this form can't be merged and stays as it is, " + Words.written(strange));
        }
        if (contest.writes().stream().allMatch(write -> write.value() == null)) {
            return Decision.merged(null, "all wrote NULL");
        }
        boolean back = contest.writes().stream().anyMatch(write -> removedOneOf(write, union));
        return new Decision(
                List.of(ArrayText.of(union)),
                back
                        ? "everything that is in one of the arrays is in the merged one; what one branch removed is back,"
                                + " because another branch changed the array at the same time"
                        : "everything that is in one of the arrays is in the merged one",
                back ? contest.writes() : List.of(),
                false);
    }

    private static boolean removedOneOf(ColumnWrite write, Set<@Nullable String> union) {
        Set<@Nullable String> kept = new LinkedHashSet<>(elements(write.value()).orElse(List.of()));
        return elements(write.before()).orElse(List.of()).stream()
                .anyMatch(element -> !kept.contains(element) && union.contains(element));
    }

    private static Optional<List<@Nullable String>> elements(@Nullable String value) {
        return value == null ? Optional.of(List.of()) : ArrayText.parse(value);
    }
}
