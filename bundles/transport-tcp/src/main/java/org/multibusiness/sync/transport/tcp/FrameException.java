package org.multibusiness.sync.transport.tcp;

import java.io.IOException;

/** The peer broke the protocol; the link can't go on. */
final class FrameException extends IOException {
    FrameException(String message) {
        super(message);
    }
}
