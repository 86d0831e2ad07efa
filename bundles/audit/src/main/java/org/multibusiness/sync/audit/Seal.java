package org.multibusiness.sync.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Puts a code under this node's key (HMAC-SHA256, RFC 2104) behind a JSON object, as its last member {@code mac}. What it covers is
 * the text before that member, byte for byte, after a label, so that one kind of object can't be passed off as another. Thread-safe.
 */
final class Seal {
    /** Bytes of a key. */
    static final int KEY_LENGTH = 32;

    private static final String MEMBER = ",\"mac\":\"";
    private static final int CODE_LENGTH = 64;
    private static final int TAIL = MEMBER.length() + CODE_LENGTH + 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SecretKeySpec key;

    Seal(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("the key of the audit has " + KEY_LENGTH + " bytes, not " + key.length);
        }
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    static byte[] newKey() {
        byte[] key = new byte[KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        return key;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** The object as one line without its end, sealed; it must have a member. */
    byte[] close(String label, ObjectNode object) {
        String text = object.toString();
        String covered = text.substring(0, text.length() - 1);
        return (covered + MEMBER + code(label, covered.getBytes(UTF_8)) + "\"}").getBytes(UTF_8);
    }

    /** The object, when it is one that was sealed under this key and label; else nothing of it is looked at. */
    Optional<JsonNode> open(String label, byte[] line) throws IOException {
        if (line.length <= TAIL) {
            return Optional.empty();
        }
        byte[] covered = Arrays.copyOf(line, line.length - TAIL);
        byte[] tail = Arrays.copyOfRange(line, line.length - TAIL, line.length);
        byte[] wanted = (MEMBER + code(label, covered) + "\"}").getBytes(US_ASCII);
        return MessageDigest.isEqual(wanted, tail) ? Optional.of(JSON.readTree(line)) : Optional.empty();
    }

    /** For showing only: an object whose code was not looked at; empty when it is none. */
    static Optional<JsonNode> unchecked(byte[] line) throws IOException {
        try {
            return Optional.ofNullable(JSON.readTree(line)).filter(JsonNode::isObject);
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    private String code(String label, byte[] covered) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update((label + "\n").getBytes(US_ASCII));
            return HexFormat.of().formatHex(mac.doFinal(covered));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
