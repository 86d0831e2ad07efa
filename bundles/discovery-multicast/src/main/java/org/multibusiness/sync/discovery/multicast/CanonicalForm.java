package org.multibusiness.sync.discovery.multicast;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes under a message's seal: every field but {@code hmac}, known or not, independent of order and spelling of the JSON
 * text. So a later version may add fields, they are sealed too, and this version still verifies them.
 *
 * <pre>
 * message = text("multi-business-sync presence 1") object
 * object  = 'o' count { text(key) value }   sorted by key
 * array   = 'a' count { value }
 * string  = 's' text, integer = 'n' text(decimal), true = 't', false = 'f', null = 'z'
 * text    = length in bytes, UTF-8; counts and lengths: 4 bytes, big-endian
 * </pre>
 */
final class CanonicalForm {
    private static final String LABEL = "multi-business-sync presence 1";
    private static final String SEAL = "hmac";

    private CanonicalForm() {}

    /**
     * The canonical bytes.
     *
     * @throws IllegalArgumentException for a number that is no integer: it has no canonical form
     */
    static byte[] of(ObjectNode message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            text(out, LABEL);
            ObjectNode unsealed = message.deepCopy();
            unsealed.remove(SEAL);
            value(out, unsealed);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory failed", impossible);
        }
        return bytes.toByteArray();
    }

    private static void value(DataOutputStream out, JsonNode node) throws IOException {
        if (node.isObject()) {
            object(out, node);
        } else if (node.isArray()) {
            out.writeByte('a');
            out.writeInt(node.size());
            for (JsonNode element : node) {
                value(out, element);
            }
        } else if (node.isTextual()) {
            out.writeByte('s');
            text(out, node.textValue());
        } else if (node.isIntegralNumber()) {
            out.writeByte('n');
            text(out, node.bigIntegerValue().toString());
        } else if (node.isBoolean()) {
            out.writeByte(node.booleanValue() ? 't' : 'f');
        } else if (node.isNull()) {
            out.writeByte('z');
        } else {
            throw new IllegalArgumentException("a number that is no integer can't be sealed");
        }
    }

    private static void object(DataOutputStream out, JsonNode node) throws IOException {
        Map<String, JsonNode> sorted = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            sorted.put(field.getKey(), field.getValue());
        }
        out.writeByte('o');
        out.writeInt(sorted.size());
        for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
            text(out, field.getKey());
            value(out, field.getValue());
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
