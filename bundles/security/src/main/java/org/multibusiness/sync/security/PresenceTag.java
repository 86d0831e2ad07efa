package org.multibusiness.sync.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.multibusiness.sync.api.NodeId;

/**
 * What a node shows of its key instead of the hash: {@code tag-}, then a salt and a code over salt and node id, in hex. Who has the key
 * recognises it, whatever the clocks say: the salt is told, only its writer derives it from the hour. To everybody else the tags of
 * two nodes, of two hours or of two keys have nothing in common. Nothing is kept: after a restart it is still the tag of the hour.
 */
final class PresenceTag {
    /** So long a node shows the same tag. */
    static final Duration PERIOD = Duration.ofHours(1);

    private static final String PREFIX = "tag-";
    private static final int HALF = 8;
    private static final int LENGTH = PREFIX.length() + 4 * HALF;
    private static final byte[] SALT = "salt".getBytes(US_ASCII);
    private static final byte[] CODE = "code".getBytes(US_ASCII);

    private PresenceTag() {}

    /** The tag that this node shows of this key at this time. */
    static String of(RingKey key, NodeId node, Instant now) {
        long period = Math.floorDiv(now.getEpochSecond(), PERIOD.toSeconds());
        byte[] time = ByteBuffer.allocate(Long.BYTES).putLong(period).array();
        return of(key, node, half(key.derived().tag().of(SALT, bytes(node), time)));
    }

    private static String of(RingKey key, NodeId node, byte[] salt) {
        byte[] code = half(key.derived().tag().of(CODE, bytes(node), salt));
        return PREFIX + HexFormat.of().formatHex(salt) + HexFormat.of().formatHex(code);
    }

    /** Whether this is a tag of this key, shown by this node, at whatever time. */
    static boolean isOf(RingKey key, NodeId node, String shown) {
        if (shown.length() != LENGTH || !shown.startsWith(PREFIX)) {
            return false;
        }
        try {
            byte[] salt = HexFormat.of().parseHex(shown, PREFIX.length(), PREFIX.length() + 2 * HALF);
            return MessageDigest.isEqual(of(key, node, salt).getBytes(US_ASCII), shown.getBytes(US_ASCII));
        } catch (IllegalArgumentException noHex) {
            return false;
        }
    }

    private static byte[] bytes(NodeId node) {
        return node.value().getBytes(US_ASCII);
    }

    private static byte[] half(byte[] code) {
        return Arrays.copyOf(code, HALF);
    }
}
