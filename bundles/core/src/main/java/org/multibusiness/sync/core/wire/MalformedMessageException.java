package org.multibusiness.sync.core.wire;

import java.io.Serial;

/** Bytes that are no message of ours, or break a limit. The link they came from is to be closed; nothing was allocated. */
public class MalformedMessageException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Says what is wrong. */
    public MalformedMessageException(String message) {
        super(message);
    }
}
