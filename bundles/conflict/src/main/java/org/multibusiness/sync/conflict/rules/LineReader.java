package org.multibusiness.sync.conflict.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.conflict.AliveRule;
import org.multibusiness.sync.api.conflict.OrphanRule;
import org.multibusiness.sync.api.conflict.UniqueAction;
import org.multibusiness.sync.conflict.Shipped;

/** Reads one line at a time. */
final class LineReader {
    private static final String CUSTOM = "custom";
    private static final String BY_ROW = "by-row";
    private static final String ALIVE =
            Stream.of(AliveRule.values()).map(AliveRule::text).collect(Collectors.joining(", "));
    private static final String ACTIONS =
            Stream.of(UniqueAction.values()).map(UniqueAction::text).collect(Collectors.joining(", unique "));
    private static final String PARENT = "parent";
    private static final String ORPHANS =
            Stream.of(OrphanRule.values()).map(OrphanRule::text).collect(Collectors.joining(", parent "));
    private static final Pattern UNIQUE = Pattern.compile("(?:(?<policy>.*),)?\\s*unique\\s+(?<action>\\S+)\\s*");

    private final Map<String, NodeId> nodes;

    /** A reader that knows these nodes by name. */
    LineReader(Map<String, NodeId> nodes) {
        this.nodes = nodes;
    }

    static NodeId node(String value) throws BadLineException {
        try {
            return new NodeId(value);
        } catch (IllegalArgumentException bad) {
            throw new BadLineException(bad.getMessage() + ". sync:nodes shows the ids");
        }
    }

    /** What a line about columns says: a policy, what becomes of clashes in a unique key, or both. */
    record Columns(Optional<ColumnLine> decided, Optional<UniqueLine> unique) {}

    Columns columns(List<String> parts, String value) throws BadLineException {
        Matcher said = UNIQUE.matcher(value);
        if (!said.matches()) {
            return new Columns(Optional.of(column(parts, call(value), value)), Optional.empty());
        }
        List<NamePattern> columns = patterns(parts);
        UniqueLine unique =
                new UniqueLine(tables(parts), columns, String.join(".", parts), value, unique(said.group("action")));
        String policy = said.group("policy");
        return new Columns(
                policy == null ? Optional.empty() : Optional.of(column(parts, call(policy), value)),
                Optional.of(unique));
    }

    private static UniqueAction unique(String said) throws BadLineException {
        for (UniqueAction action : UniqueAction.values()) {
            if (action.text().equals(said)) {
                return action;
            }
        }
        throw new BadLineException("unique '" + said + "' is not known. Allowed: one of unique " + ACTIONS);
    }

    private static ColumnLine column(List<String> parts, PolicyCall call, String value) throws BadLineException {
        return new ColumnLine(tables(parts), patterns(parts), value, call);
    }

    private static List<NamePattern> patterns(List<String> parts) throws BadLineException {
        List<NamePattern> columns = Arrays.stream(parts.get(2).split("\\+", -1))
                .map(column -> new NamePattern(column.trim()))
                .toList();
        boolean isGroup = columns.size() > 1;
        if (columns.stream().anyMatch(column -> column.text().isEmpty())) {
            throw new BadLineException("a column's name is missing. Write SCHEMA.TABLE.COLUMN or"
                    + " SCHEMA.TABLE.COLUMN+COLUMN for a group");
        }
        if (isGroup && !columns.stream().allMatch(NamePattern::isExact)) {
            throw new BadLineException("a group names its columns one by one, without *");
        }
        if (new HashSet<>(columns).size() < columns.size()) {
            throw new BadLineException("the group names a column twice");
        }
        return columns;
    }

    TableLine table(List<String> parts, String value) throws BadLineException {
        Optional<AliveRule> alive = Optional.empty();
        Optional<PolicyCall> byRow = Optional.empty();
        Optional<OrphanRule> orphans = Optional.empty();
        for (String clause : value.split(",", -1)) {
            String said = clause.trim();
            if (said.startsWith(BY_ROW + " ") && byRow.isEmpty()) {
                byRow = Optional.of(byRow(said.substring(BY_ROW.length()).trim()));
            } else if (said.startsWith(PARENT + " ") && orphans.isEmpty()) {
                orphans = Optional.of(orphans(said.substring(PARENT.length()).trim()));
            } else if (alive.isEmpty()) {
                alive = Optional.of(alive(said));
            } else {
                throw new BadLineException("it says '" + said + "' after '"
                        + alive.get().text() + "'. Allowed: one of " + ALIVE
                        + "; after a comma, by-row POLICY; after a comma, parent " + ORPHANS);
            }
        }
        return new TableLine(tables(parts), value, alive, byRow, orphans);
    }

    private static OrphanRule orphans(String said) throws BadLineException {
        for (OrphanRule rule : OrphanRule.values()) {
            if (rule.text().equals(said)) {
                return rule;
            }
        }
        throw new BadLineException("parent '" + said + "' is not known. Allowed: one of parent " + ORPHANS);
    }

    private static TablePattern tables(List<String> parts) throws BadLineException {
        if (parts.get(0).isEmpty() || parts.get(1).isEmpty()) {
            throw new BadLineException("schema or table is missing. Write SCHEMA.TABLE or SCHEMA.TABLE.COLUMN");
        }
        return new TablePattern(new NamePattern(parts.get(0)), new NamePattern(parts.get(1)));
    }

    private static AliveRule alive(String said) throws BadLineException {
        for (AliveRule rule : AliveRule.values()) {
            if (rule.text().equals(said)) {
                return rule;
            }
        }
        throw new BadLineException(
                "'" + said + "' is not a rule for tables. Allowed: one of " + ALIVE + "; by-row POLICY; parent "
                        + ORPHANS + ". A policy for columns is written SCHEMA.TABLE.COLUMN = POLICY");
    }

    private PolicyCall byRow(String said) throws BadLineException {
        PolicyCall call = call(said);
        if (Shipped.comparesTheValue(call.policy(), call.arguments())) {
            throw new BadLineException(call.policy() + " can't compare whole rows. Allowed after by-row: last-writer,"
                    + " node-priority, always-keep, keep-both, manual, prefer-newer COLUMN, custom NAME");
        }
        return call;
    }

    private PolicyCall call(String value) throws BadLineException {
        List<String> words = new ArrayList<>(Arrays.asList(value.trim().split("\\s+")));
        String policy = words.remove(0);
        if (policy.equals(CUSTOM)) {
            if (words.isEmpty()) {
                throw new BadLineException("the policy's name is missing. Write custom NAME");
            }
            return new PolicyCall(words.remove(0), true, words);
        }
        if (Shipped.policy(policy).isEmpty()) {
            throw new BadLineException("there is no policy '" + policy + "'. Allowed: one of "
                    + String.join(", ", Shipped.names()) + "; or custom NAME for a policy of your own");
        }
        return new PolicyCall(policy, false, policy.equals(Shipped.NODE_PRIORITY) ? ids(words) : words);
    }

    private List<String> ids(List<String> names) throws BadLineException {
        List<String> ids = new ArrayList<>();
        for (String name : names) {
            NodeId known = nodes.get(name);
            if (known == null && !name.matches("[0-9a-f]{16}")) {
                throw new BadLineException("there is no node '" + name + "'. Name it by a line node." + name
                        + " = ID (sync:nodes shows the ids)");
            }
            ids.add(known == null ? name : known.value());
        }
        return ids;
    }
}
