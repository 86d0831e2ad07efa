package org.multibusiness.sync.transport.tcp;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What travels on a link: a header of nine bytes, then the body.
 *
 * <pre>
 * length  int32   bytes of the body
 * kind    byte    0 message, 1 message compressed by zstd, 2 goodbye, 3 trust
 * size    int32   bytes of the message when unpacked; for the other kinds the same as length
 * body
 * </pre>
 *
 * The body of a frame in memory is never compressed, and is not to be changed.
 */
final class Frame {
    static final int HEADER_LENGTH = 9;
    static final int LONGEST_GOODBYE = 1024;

    private final Kind kind;
    private final byte[] body;

    /** The kinds, by their codes on the wire. */
    enum Kind {
        MESSAGE(0),
        PACKED_MESSAGE(1),
        GOODBYE(2),
        TRUST(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static Optional<Kind> of(int code) {
            return switch (code) {
                case 0 -> Optional.of(MESSAGE);
                case 1 -> Optional.of(PACKED_MESSAGE);
                case 2 -> Optional.of(GOODBYE);
                case 3 -> Optional.of(TRUST);
                default -> Optional.empty();
            };
        }
    }

    private Frame(Kind kind, byte[] body) {
        this.kind = kind;
        this.body = body;
    }

    static Frame message(byte[] message) {
        return new Frame(Kind.MESSAGE, message);
    }

    /** What the security of one end says to that of the other. */
    static Frame trust(byte[] words) {
        return new Frame(Kind.TRUST, words);
    }

    static Frame goodbye(String reason) {
        byte[] words = Words.printable(reason).getBytes(StandardCharsets.UTF_8);
        return goodbye(words.length <= LONGEST_GOODBYE ? words : new byte[0]);
    }

    /** A goodbye with its words in UTF-8. */
    static Frame goodbye(byte[] words) {
        return new Frame(Kind.GOODBYE, words);
    }

    Kind kind() {
        return kind;
    }

    byte[] body() {
        return body;
    }

    boolean isGoodbye() {
        return kind == Kind.GOODBYE;
    }

    /** The words of a goodbye. */
    String words() {
        return Words.printable(new String(body, StandardCharsets.UTF_8));
    }
}
