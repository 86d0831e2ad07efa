package org.multibusiness.sync.conflict.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.conflict.AliveRule;
import org.multibusiness.sync.api.conflict.ColumnRule;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.OrphanRule;
import org.multibusiness.sync.api.conflict.TableRules;
import org.multibusiness.sync.api.conflict.UniqueRule;
import org.multibusiness.sync.conflict.LastWriter;

/** A configuration laid upon tables. Pure: the same configuration, layout and policies give the same rules. */
final class RuleBook {
    private final Configuration configuration;
    private final Function<String, Optional<ConflictResolver>> policies;

    /**
     * A book.
     *
     * @param policies the policy of a name; empty while it is not installed: then its rules are believed to fit
     */
    RuleBook(Configuration configuration, Function<String, Optional<ConflictResolver>> policies) {
        this.configuration = configuration;
        this.policies = policies;
    }

    /** Rules, and what had to be left out. */
    record Laid(TableRules rules, List<String> problems) {}

    /** The rules of a table. */
    Laid lay(TableLayout layout) {
        return new Laying(layout).all();
    }

    /** The work on one table. */
    private final class Laying {
        private final TableLayout layout;
        private final List<ColumnRule> rules = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        /** The columns that are not decided yet, by name, so that their order in the table makes no difference. */
        private final Set<String> open = new LinkedHashSet<>();

        Laying(TableLayout layout) {
            this.layout = layout;
            layout.columns().stream()
                    .filter(TableRules::isDecided)
                    .map(ColumnLayout::name)
                    .sorted()
                    .forEach(open::add);
        }

        Laid all() {
            lines().filter(ColumnLine::isGroup).forEach(this::group);
            List<TableLine> tables = configuration.tables().stream()
                    .filter(line -> line.tables().matches(layout.table()))
                    .toList();
            Optional<TableLine> byRow =
                    tables.stream().filter(line -> line.byRow().isPresent()).findFirst();
            if (byRow.isPresent()) {
                lines().filter(line -> line.tables().table().isExact()).forEach(this::columns);
                row(byRow.get());
            }
            lines().forEach(this::columns);
            rest();
            AliveRule alive = tables.stream()
                    .flatMap(line -> line.alive().stream())
                    .findFirst()
                    .orElse(AliveRule.UPDATE_WINS);
            OrphanRule orphans = tables.stream()
                    .flatMap(line -> line.orphans().stream())
                    .findFirst()
                    .orElse(OrphanRule.REVIVE);
            return new Laid(new TableRules(alive, rules, uniques(), orphans), problems);
        }

        private List<UniqueRule> uniques() {
            return configuration.uniques().stream()
                    .filter(line -> line.tables().matches(layout.table()))
                    .flatMap(this::unique)
                    .toList();
        }

        private Stream<UniqueRule> unique(UniqueLine line) {
            if (line.isAboutAll()) {
                return Stream.of(new UniqueRule(List.of(), line.action()));
            }
            Optional<String> why = Fit.unique(layout, line);
            if (why.isPresent()) {
                problems.add(Configuration.notAllowed(line.key(), line.value(), why.get())
                        + " Until it is mended, the default holds there.");
                return Stream.of();
            }
            return line.columns().size() > 1
                    ? Stream.of(new UniqueRule(line.names(), line.action()))
                    : layout.columns().stream()
                            .map(ColumnLayout::name)
                            .filter(line.columns().get(0)::matches)
                            .sorted()
                            .map(column -> new UniqueRule(List.of(column), line.action()));
        }

        private Stream<ColumnLine> lines() {
            return configuration.columns().stream().filter(line -> line.tables().matches(layout.table()));
        }

        private void group(ColumnLine line) {
            List<String> missing =
                    line.names().stream().filter(name -> !open.contains(name)).toList();
            if (missing.isEmpty()) {
                add(line.key(), line.value(), line.names(), line.call());
            } else {
                problem(line.key(), line.value(), Fit.undecided(layout, missing, "decided by another line"));
            }
        }

        private void columns(ColumnLine line) {
            if (!line.isGroup()) {
                for (String column : List.copyOf(open)) {
                    if (line.columns().get(0).matches(column)) {
                        add(line.key(), line.value(), List.of(column), line.call());
                    }
                }
            }
        }

        private void row(TableLine line) {
            if (!open.isEmpty()) {
                add(line.key(), line.value(), List.copyOf(open), line.byRow().orElseThrow());
            }
        }

        /** What the policy can't decide is decided by the last writer, until it is mended. */
        private void add(String key, String value, List<String> columns, PolicyCall call) {
            ColumnRule rule = new ColumnRule(columns, call.policy(), call.arguments());
            Optional<String> objection =
                    policies.apply(call.policy()).flatMap(policy -> policy.objection(layout, rule));
            if (objection.isEmpty()) {
                rules.add(rule);
            } else {
                problem(key, value, objection.get());
                columns.forEach(this::byLastWriter);
            }
            new HashSet<>(columns).forEach(open::remove);
        }

        private void problem(String key, String value, String why) {
            problems.add(Configuration.notAllowed(key, value, why)
                    + " Until it is mended, the last writer's value stays there.");
        }

        private void rest() {
            open.forEach(this::byLastWriter);
            open.clear();
        }

        private void byLastWriter(String column) {
            rules.add(new ColumnRule(List.of(column), LastWriter.NAME, List.of()));
        }
    }
}
