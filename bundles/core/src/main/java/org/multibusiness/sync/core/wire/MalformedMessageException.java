package org.multibusiness.sync.core.wire;

import java.io.Serial;

/** Bytes that are no message of ours, or break a limit. The link they came from is to be closed; nothing was allocated. */
public class MalformedMessageException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int LONGEST = 300;

    /** Says what is wrong. The text is cut off after 300 characters and harmless to show: it may quote what the peer sent. */
    public MalformedMessageException(String message) {
        super(PeerText.harmless(message, LONGEST) + (message.length() <= LONGEST ? "" : " …"));
    }
}
