package org.multibusiness.sync.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link WireWriter} wrote. Checks every length against what is left before it allocates. */
final class WireReader {
    private final byte[] bytes;
    private int position;

    WireReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int readByte() throws MalformedMessageException {
        if (position >= bytes.length) {
            throw new MalformedMessageException("the message ends early, at byte " + position);
        }
        return bytes[position++] & 0xFF;
    }

    long readLong() throws MalformedMessageException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = readByte();
            value |= (long) (next & 0x7F) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new MalformedMessageException("a number is too long, at byte " + position);
    }

    /** A count of things of which each takes at least so many bytes. */
    int readCount(int bytesEach) throws MalformedMessageException {
        long count = readLong();
        if (count < 0 || count > (bytes.length - position) / Math.max(1, bytesEach)) {
            throw new MalformedMessageException("a count of " + count + " is more than the message holds");
        }
        return (int) count;
    }

    String readText() throws MalformedMessageException {
        return readText(readLong());
    }

    String readText(long length) throws MalformedMessageException {
        if (length < 0 || length > bytes.length - position) {
            throw new MalformedMessageException("a text of " + length + " bytes is longer than the message");
        }
        checkNoZero((int) length);
        String text = new String(bytes, position, (int) length, StandardCharsets.UTF_8);
        position += (int) length;
        return text;
    }

    byte[] readBytes(int most) throws MalformedMessageException {
        long length = readLong();
        if (length < 0 || length > most || length > bytes.length - position) {
            throw new MalformedMessageException("a piece of " + length + " bytes where at most " + most + " may be");
        }
        byte[] read = Arrays.copyOfRange(bytes, position, position + (int) length);
        position += (int) length;
        return read;
    }

    /** PostgreSQL keeps any text but this one, so it comes from no database; applying it would fail for ever. */
    private void checkNoZero(int length) throws MalformedMessageException {
        for (int i = position; i < position + length; i++) {
            if (bytes[i] == 0) {
                throw new MalformedMessageException("a text holds a zero byte, at byte " + i);
            }
        }
    }

    void end() throws MalformedMessageException {
        if (position != bytes.length) {
            throw new MalformedMessageException((bytes.length - position) + " bytes too many at the end");
        }
    }
}
