package org.multibusiness.sync.simulator.shop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.conflict.AliveRule;

/**
 * A table and its rules.
 *
 * @param layout its columns; the first one is the key
 * @param alive the rule for deletions
 * @param deciders how the columns are decided
 * @param lines the same as lines of a configuration
 * @param checks what its rows have to keep
 */
public record Table(
        TableLayout layout, AliveRule alive, List<Decider> deciders, Map<String, String> lines, List<Check> checks) {
    /** Copies the lists. */
    public Table {
        deciders = List.copyOf(deciders);
        lines = Map.copyOf(lines);
        checks = List.copyOf(checks);
    }

    /**
     * A table of {@code public}.
     *
     * @param columns each as {@code name type}; the first is the key
     * @param rules {@code column = policy}, {@code column+column = policy}; or {@code * = policy} for all by row
     */
    static Table of(String name, AliveRule alive, List<String> columns, List<String> rules) {
        List<ColumnLayout> layout = new ArrayList<>();
        for (String column : columns) {
            String[] words = column.split(" ", -1);
            layout.add(new ColumnLayout(words[0], words[1], layout.isEmpty(), false));
        }
        TableLayout table = new TableLayout(new TableName("public", name), layout);
        List<Decider> deciders = new ArrayList<>();
        Map<String, String> lines = new TreeMap<>();
        StringBuilder rule = new StringBuilder(alive.text());
        for (String line : rules) {
            String[] sides = line.split(" = ", -1);
            if (sides[0].equals("*")) {
                rule.append(", by-row ").append(sides[1]);
                deciders.add(decider(table, columns.subList(1, columns.size()), sides[1]));
            } else {
                lines.put(table.table() + "." + sides[0], sides[1]);
                deciders.add(decider(table, Arrays.asList(sides[0].split("\\+", -1)), sides[1]));
            }
        }
        lines.put(table.table().toString(), rule.toString());
        return new Table(table, alive, deciders, lines, List.of());
    }

    private static Decider decider(TableLayout table, List<String> columns, String policy) {
        List<String> words = Arrays.asList(policy.split(" ", -1));
        List<Integer> indexes = columns.stream()
                .map(column -> table.indexOf(column.split(" ", -1)[0]))
                .toList();
        return new Decider(indexes, words.get(0), words.subList(1, words.size()));
    }

    /** The same table with a rule for its rows. */
    Table with(Check check) {
        return new Table(layout, alive, deciders, lines, List.of(check));
    }

    /** The rule that a row breaks first. */
    public Optional<Check> broken(RowImage row) {
        return checks.stream().filter(check -> !check.holds(layout, row)).findFirst();
    }

    /** The position of a column. */
    public int at(String column) {
        return layout.indexOf(column);
    }
}
