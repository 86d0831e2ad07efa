package org.multibusiness.sync.transport.tcp;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes frames. Used by one thread. */
final class FrameWriter {
    private static final int BUFFER = 1 << 14;

    private final DataOutputStream out;
    private final Compression compression;

    FrameWriter(OutputStream out, Compression compression) {
        this.out = new DataOutputStream(new BufferedOutputStream(out, BUFFER));
        this.compression = compression;
    }

    /** Writes a frame, compressed where that pays; {@link #flush} sends what is still in the buffer. */
    void write(Frame frame) throws IOException {
        byte[] packed = frame.kind() == Frame.Kind.MESSAGE ? compression.pack(frame.body()) : null;
        byte[] body = packed == null ? frame.body() : packed;
        out.writeInt(body.length);
        out.writeByte((packed == null ? frame.kind() : Frame.Kind.PACKED_MESSAGE).code());
        out.writeInt(frame.body().length);
        out.write(body);
    }

    void flush() throws IOException {
        out.flush();
    }
}
