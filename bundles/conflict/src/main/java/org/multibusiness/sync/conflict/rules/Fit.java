package org.multibusiness.sync.conflict.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.conflict.TableRules;
import org.multibusiness.sync.api.conflict.UniqueAction;
import org.multibusiness.sync.api.conflict.UniqueRule;

/** Compares a configuration with the catalogue. Pure. */
final class Fit {
    private Fit() {}

    /** What does not fit, one sentence each. */
    static List<String> problems(Configuration configuration, RuleBook book, Collection<TableLayout> catalogue) {
        List<String> problems = new ArrayList<>();
        for (ColumnLine line : configuration.columns()) {
            if (line.tables().isExact()) {
                Optional<String> why = misfit(line, catalogue);
                why.ifPresent(w -> problems.add(Configuration.notAllowed(line.key(), line.value(), w)));
            }
        }
        for (UniqueLine line : configuration.uniques()) {
            if (line.tables().isExact() && table(line.tables(), catalogue).isEmpty()) {
                problems.add(Configuration.notAllowed(line.key(), line.value(), noTable(line.tables())));
            }
        }
        for (TableLine line : configuration.tables()) {
            if (line.tables().isExact() && table(line.tables(), catalogue).isEmpty()) {
                problems.add(Configuration.notAllowed(line.key(), line.value(), noTable(line.tables())));
            }
        }
        catalogue.forEach(layout -> problems.addAll(book.lay(layout).problems()));
        return problems.stream().distinct().toList();
    }

    private static Optional<String> misfit(ColumnLine line, Collection<TableLayout> catalogue) {
        Optional<TableLayout> table = table(line.tables(), catalogue);
        if (table.isEmpty()) {
            return Optional.of(noTable(line.tables()));
        }
        NamePattern column = line.columns().get(0);
        boolean fits = line.isGroup()
                || table.get().columns().stream().anyMatch(c -> TableRules.isDecided(c) && column.matches(c.name()));
        return fits ? Optional.empty() : Optional.of(undecided(table.get(), List.of(column.text()), "left out"));
    }

    /** Why a line about a unique key can't be about one of this table; a pattern may well be about none. */
    static Optional<String> unique(TableLayout layout, UniqueLine line) {
        List<String> unknown = line.names().stream()
                .filter(name -> new NamePattern(name).isExact() && layout.indexOf(name) < 0)
                .toList();
        if (!unknown.isEmpty()) {
            return line.tables().isExact() || line.columns().size() > 1
                    ? Optional.of("the table " + layout.table() + " has no column '" + String.join("', '", unknown)
                            + "'; write its name as the table has it, without quotes")
                    : Optional.empty();
        }
        boolean exact = line.columns().stream().allMatch(NamePattern::isExact);
        boolean text = line.names().stream()
                .filter(name -> layout.indexOf(name) >= 0)
                .anyMatch(name -> UniqueRule.canCarrySuffix(layout.columns().get(layout.indexOf(name))));
        return exact && line.action() == UniqueAction.SUFFIX && !text
                ? Optional.of(
                        "a suffix needs a column of type text, varchar or char outside the primary key. Allowed here:"
                                + " unique park, unique merge")
                : Optional.empty();
    }

    private static Optional<TableLayout> table(TablePattern pattern, Collection<TableLayout> catalogue) {
        return catalogue.stream()
                .filter(layout -> pattern.matches(layout.table()))
                .findFirst();
    }

    private static String noTable(TablePattern pattern) {
        return "no table " + pattern
                + " is synced here. Write its name as the database has it, or see in sync:tables why it is"
                + " not synced";
    }

    /** Why columns can't be decided. */
    static String undecided(TableLayout layout, List<String> columns, String otherwise) {
        String which = columns.stream()
                .map(column -> "'" + column + "' is " + state(layout, column, otherwise))
                .collect(Collectors.joining(", "));
        return "in " + layout.table() + " the column " + which + ". Columns that a line may name: "
                + layout.columns().stream()
                        .filter(TableRules::isDecided)
                        .map(ColumnLayout::name)
                        .collect(Collectors.joining(", "));
    }

    private static String state(TableLayout layout, String column, String otherwise) {
        int index = layout.indexOf(column);
        if (index < 0) {
            return "unknown";
        }
        ColumnLayout found = layout.columns().get(index);
        return found.key() ? "part of the key" : found.generated() ? "computed by the database" : otherwise;
    }
}
