package org.multibusiness.sync.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/**
 * What the seal says of the record: from where to where it goes.
 *
 * @param before the place before the first line that is kept
 * @param last the place after the last line
 */
record Head(Point before, Point last) {
    /** Of a record without a line. */
    static final Head START = new Head(Point.START, Point.START);

    private static final String LABEL = "org.multibusiness.sync audit head 1";

    byte[] write(Seal seal) {
        ObjectNode object = Seal.object();
        object.put("before", before.number());
        object.put("beforeHash", before.hash());
        object.put("last", last.number());
        object.put("lastHash", last.hash());
        return seal.close(LABEL, object);
    }

    /** The head, when this node wrote it so. */
    static Optional<Head> read(byte[] bytes, Seal seal) throws IOException {
        return seal.open(LABEL, bytes).map(Head::of);
    }

    private static Head of(JsonNode object) {
        return new Head(
                new Point(
                        object.path("before").asLong(),
                        object.path("beforeHash").asText()),
                new Point(object.path("last").asLong(), object.path("lastHash").asText()));
    }
}
