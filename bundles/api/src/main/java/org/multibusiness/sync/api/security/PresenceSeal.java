package org.multibusiness.sync.api.security;

import org.osgi.annotation.versioning.ProviderType;

/** Shows that a presence message was written by someone who knows the registration key. Thread-safe, doesn't block. */
@ProviderType
public interface PresenceSeal {
    /** The seal of these bytes, in hex. */
    String seal(byte[] canonical);

    /** Whether this is the seal of these bytes; compares in constant time. */
    boolean verify(byte[] canonical, String seal);

    /**
     * Whether this is the hash, or the beginning of the hash, of a key whose seals are accepted now: the key in force, or a former one
     * in its grace period. Proves nothing.
     */
    boolean isAccepted(String keyHash);
}
