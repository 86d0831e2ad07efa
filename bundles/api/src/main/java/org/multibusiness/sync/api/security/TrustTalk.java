package org.multibusiness.sync.api.security;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the security providers of two linked nodes tell each other over their link: new registration keys, revocations. The
 * transport carries the bytes and knows nothing of them. One per link; {@link #begin} comes first, {@link #end} last, in between
 * {@link #heard} in order, by one thread at a time. Methods don't block for long (a small file may be written).
 */
@ProviderType
public interface TrustTalk {
    /** The longest piece, in bytes. */
    int LONGEST = 1 << 19;

    /** The link is up. From now on until {@link #end} the line is used, also by other threads. */
    void begin(Line line);

    /** The other end said this. Bytes that make no sense cut the link. */
    void heard(byte[] bytes);

    /** The link is down. */
    void end();

    /** A link, as far as security needs it. Thread-safe, never blocks. */
    @ConsumerType
    interface Line {
        /**
         * Says something, at most {@link #LONGEST} bytes.
         *
         * @return false when the other end is of a version that does not listen, or the link is at its end
         */
        boolean send(byte[] bytes);

        /** Ends the link at once: what waits is not sent any more. Both ends hear the reason. */
        void cut(String reason);
    }
}
