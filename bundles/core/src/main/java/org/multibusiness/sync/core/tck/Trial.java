package org.multibusiness.sync.core.tck;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.conflict.AliveRule;
import org.multibusiness.sync.api.conflict.ColumnRule;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.TableRules;
import org.multibusiness.sync.core.row.RowResolver;

/**
 * A policy on trial: it decides the column {@link #VALUE} of a table that has also a {@link #MOMENT}
 * ({@code timestamp with time zone}) and a {@code note}, which arguments may name.
 *
 * @param policy the policy
 * @param arguments what it is told, for example {@code [moment]}
 * @param type the column's type as {@code format_type} prints it
 * @param values what branches write into the column, in PostgreSQL's text form; the more they differ, the better; null is
 *     SQL NULL
 */
public record Trial(ConflictResolver policy, List<String> arguments, String type, List<@Nullable String> values) {
    /** The decided column. */
    public static final String VALUE = "value";

    /** A time stamp in the same row; NULL at times. */
    public static final String MOMENT = "moment";

    private static final TableName TABLE = new TableName("public", "trial");
    private static final String NOTE = "note";
    private static final String KEY = "id";

    /** Copies the lists; throws {@link IllegalArgumentException} with fewer than two values. */
    public Trial {
        arguments = List.copyOf(arguments);
        values = Collections.unmodifiableList(new ArrayList<>(values));
        if (values.size() < 2) {
            throw new IllegalArgumentException("a trial of " + policy.name() + " needs two values or more to write");
        }
    }

    /** The table with its columns in the usual order. */
    public TableLayout layout() {
        return layout(new Choices(0), false);
    }

    /** The table as a branch has it: in an order of its own. */
    TableLayout layout(Choices choices, boolean shuffle) {
        List<ColumnLayout> columns = List.of(
                new ColumnLayout(KEY, "text", true, false),
                new ColumnLayout(VALUE, type, false, false),
                new ColumnLayout(MOMENT, "timestamp with time zone", false, false),
                new ColumnLayout(NOTE, "text", false, false));
        return new TableLayout(TABLE, shuffle ? choices.shuffled(columns) : columns);
    }

    /** The rule on trial. */
    public ColumnRule rule() {
        return new ColumnRule(List.of(VALUE), policy.name(), arguments);
    }

    /** A resolver by the policy on trial; the other columns keep their latest value. */
    public RowResolver resolver(AliveRule alive) {
        TableRules rules = new TableRules(
                alive,
                List.of(
                        rule(),
                        new ColumnRule(List.of(MOMENT), Latest.NAME, List.of()),
                        new ColumnRule(List.of(NOTE), Latest.NAME, List.of())));
        return new RowResolver(layout -> rules, name -> name.equals(policy.name()) ? policy : new Latest());
    }

    /** A row. */
    static RowImage row(TableLayout layout, Map<String, @Nullable String> named) {
        List<@Nullable String> values = new ArrayList<>();
        for (ColumnLayout column : layout.columns()) {
            values.add(column.key() ? "1" : named.get(column.name()));
        }
        return new RowImage(values);
    }

    /** A row after somebody wrote. */
    Map<String, @Nullable String> written(Map<String, @Nullable String> before, boolean all, Choices choices) {
        Map<String, @Nullable String> after = new java.util.TreeMap<>(before);
        if (all || !choices.once(3)) {
            after.put(VALUE, choices.of(values));
        }
        if (all || choices.once(3)) {
            after.put(MOMENT, choices.once(4) ? null : "2026-0" + (1 + choices.below(9)) + "-01 12:00:00+00");
        }
        if (all || choices.once(4)) {
            after.put(NOTE, "note " + choices.below(5));
        }
        return after;
    }
}
