package org.multibusiness.sync.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.multibusiness.sync.api.audit.AuditInspection.Entry;

/**
 * A line of the record, as it stands in a file without its end.
 *
 * @param entry what it says
 * @param previous the hash of the line before it
 */
record Line(Entry entry, String previous) {
    /** The longest line: details and texts at their limits, every character escaped, fit in it several times. */
    static final int LONGEST = 65_536;

    private static final String LABEL = "org.multibusiness.sync audit line 1";

    /** The line that comes after a point. */
    static byte[] write(Point after, Note note, Seal seal) {
        ObjectNode object = Seal.object();
        object.put("n", after.number() + 1);
        object.put("at", note.at().toString());
        object.put("kind", note.event().kind().name());
        object.put("subject", note.event().subject());
        object.put("by", note.event().by());
        ObjectNode details = object.putObject("details");
        note.event().details().forEach(details::put);
        object.put("prev", after.hash());
        return seal.close(LABEL, object);
    }

    /** The line, when this node wrote it so. */
    static Optional<Line> read(byte[] bytes, Seal seal) throws IOException {
        return seal.open(LABEL, bytes).map(Line::of);
    }

    /** For showing only: the line, whoever wrote it. */
    static Optional<Line> unchecked(byte[] bytes) throws IOException {
        return Seal.unchecked(bytes).map(Line::of);
    }

    static Point after(long number, byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Point(number, HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Line of(JsonNode object) {
        SortedMap<String, String> details = new TreeMap<>();
        object.path("details")
                .fields()
                .forEachRemaining(d -> details.put(d.getKey(), d.getValue().asText()));
        Entry entry = new Entry(
                object.path("n").asLong(),
                object.path("at").asText(),
                object.path("kind").asText(),
                object.path("subject").asText(),
                object.path("by").asText(),
                details);
        return new Line(entry, object.path("prev").asText());
    }
}
