package org.multibusiness.sync.storage.postgresql.sql;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;

/** A version vector as JSON, as {@code vector_clock} and {@code acknowledged} hold it: {@code {"fbb213cb6067502f.1": 42}}. */
public final class VectorJson {
    private static final Pattern ENTRY = Pattern.compile("\"([0-9a-f.]+)\"\\s*:\\s*(\\d+)");

    private VectorJson() {}

    /** The vector as JSON. */
    public static String text(VersionVector vector) {
        return vector.entries().entrySet().stream()
                .map(e -> '"' + e.getKey().toString() + "\": " + e.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** Reads what {@link #text} or PostgreSQL wrote. */
    public static VersionVector parse(String json) {
        Map<OriginId, Long> entries = new TreeMap<>();
        Matcher entry = ENTRY.matcher(json);
        while (entry.find()) {
            entries.put(OriginId.parse(entry.group(1)), Long.parseLong(entry.group(2)));
        }
        return VersionVector.of(entries);
    }
}
