package org.multibusiness.sync.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Appends numbers and texts to a growing array. Integers are LEB128 varints. */
final class WireWriter {
    private byte[] bytes = new byte[1024];
    private int length;

    WireWriter writeByte(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
        return this;
    }

    WireWriter writeLong(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    WireWriter writeText(String text) {
        return writeBytes(text.getBytes(StandardCharsets.UTF_8), 0);
    }

    /** Length plus an offset (which leaves small codes free for other meanings), then the bytes. */
    WireWriter writeBytes(byte[] value, int offset) {
        writeLong((long) value.length + offset);
        return append(value);
    }

    /** What another writer wrote. */
    WireWriter append(byte[] written) {
        ensure(written.length);
        System.arraycopy(written, 0, bytes, length, written.length);
        length += written.length;
        return this;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}
