package org.multibusiness.sync.conflict.rules;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.multibusiness.sync.api.NodeId;

/**
 * What is configured, in order of precedence.
 *
 * @param columns the lines about columns and groups
 * @param tables the lines about tables
 * @param uniques what lines say about unique keys
 */
record Configuration(List<ColumnLine> columns, List<TableLine> tables, List<UniqueLine> uniques) {
    static final String PID = "org.multibusiness.sync.conflict";
    static final Configuration EMPTY = new Configuration(List.of(), List.of(), List.of());

    private static final String NODE = "node";

    /** What the container and the file watcher add of their own. */
    private static final Set<String> NOT_OURS = Set.of(
            "service.pid",
            "service.factoryPid",
            "service.bundleLocation",
            "service.changecount",
            "component.name",
            "component.id",
            "osgi.ds.satisfying.condition.target",
            "felix.fileinstall.filename",
            "org.apache.karaf.features.configKey");

    Configuration {
        columns = columns.stream().sorted().toList();
        tables = tables.stream().sorted().toList();
        uniques = uniques.stream().sorted().toList();
    }

    /** What was read, and what of it is not allowed. */
    record Reading(Configuration configuration, List<String> errors) {}

    /** Reads properties; nothing is thrown. */
    static Reading read(Map<String, ?> properties) {
        Map<String, String> lines = new TreeMap<>();
        properties.forEach((key, value) -> {
            if (!NOT_OURS.contains(key)) {
                lines.put(key, String.valueOf(value).trim());
            }
        });
        List<String> errors = new ArrayList<>();
        LineReader reader = new LineReader(nodes(lines, errors));
        List<ColumnLine> columns = new ArrayList<>();
        List<TableLine> tables = new ArrayList<>();
        List<UniqueLine> uniques = new ArrayList<>();
        lines.forEach((key, value) -> attempt(key, value, errors, () -> {
            List<String> parts = parts(key);
            switch (parts.size()) {
                case 3 -> {
                    LineReader.Columns line = reader.columns(parts, value);
                    line.decided().ifPresent(columns::add);
                    line.unique().ifPresent(uniques::add);
                }
                case 2 -> tables.add(reader.table(parts, value));
                default ->
                    throw new BadLineException("'" + key + "' is neither a table nor a column. Write SCHEMA.TABLE,"
                            + " SCHEMA.TABLE.COLUMN, or node.NAME");
            }
        }));
        return new Reading(new Configuration(columns, tables, uniques), errors);
    }

    private static Map<String, NodeId> nodes(Map<String, String> lines, List<String> errors) {
        Map<String, NodeId> nodes = new TreeMap<>();
        lines.forEach((key, value) -> {
            List<String> parts = parts(key);
            if (parts.get(0).equals(NODE) && parts.size() == 2) {
                attempt(key, value, errors, () -> nodes.put(parts.get(1), LineReader.node(value)));
            }
        });
        lines.keySet()
                .removeIf(key -> parts(key).get(0).equals(NODE) && parts(key).size() == 2);
        return nodes;
    }

    private static List<String> parts(String key) {
        return Arrays.stream(key.split("\\.", -1)).map(String::trim).toList();
    }

    private interface Attempt {
        void run() throws BadLineException;
    }

    private static void attempt(String key, String value, List<String> errors, Attempt attempt) {
        try {
            attempt.run();
        } catch (BadLineException bad) {
            errors.add(notAllowed(key, value, String.valueOf(bad.getMessage())));
        }
    }

    /** A sentence about a line. */
    static String notAllowed(String key, String value, String why) {
        return "etc/" + PID + ".cfg: " + key + " = '" + value + "' is not allowed: " + why + ".";
    }

    /** How many things are said. */
    int size() {
        return columns.size() + tables.size() + uniques.size();
    }

    /** See {@code ConflictRules.fingerprint}. */
    String fingerprint() {
        String text = Stream.of(
                        columns.stream().map(line -> line.key() + "=" + line.call()),
                        tables.stream().map(line -> line.key() + "=" + line.alive() + line.byRow() + line.orphans()),
                        uniques.stream().map(line -> line.key() + "=unique " + line.action()))
                .flatMap(lines -> lines)
                .sorted()
                .collect(Collectors.joining("\n"));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
