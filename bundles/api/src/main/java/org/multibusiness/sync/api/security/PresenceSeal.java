package org.multibusiness.sync.api.security;

import org.multibusiness.sync.api.NodeId;
import org.osgi.annotation.versioning.ProviderType;

/** Shows that a presence message was written by someone who knows the registration key. Thread-safe, doesn't block. */
@ProviderType
public interface PresenceSeal {
    /** The seal of these bytes, in hex. */
    String seal(byte[] canonical);

    /** Whether this is the seal of these bytes; compares in constant time. */
    boolean verify(byte[] canonical, String seal);

    /**
     * Whether announcements of any kind are to tell strangers no more than they must: no name, and of the key a tag. May change at any
     * time.
     */
    boolean isMinimal();

    /**
     * What announcements of this node show of the key: its hash in hex; while {@link #isMinimal}, a tag instead, at most 64 characters,
     * that changes with time and means something only to who has the key. Explains a mismatch, admits nobody.
     */
    String shown();

    /**
     * Whether that node, if it is who it says, shows a key whose seals are accepted now: the key in force, or a former one in its grace
     * period. Proves nothing.
     *
     * @param shown a hash, the beginning of one, or a tag
     */
    boolean isAccepted(NodeId node, String shown);
}
