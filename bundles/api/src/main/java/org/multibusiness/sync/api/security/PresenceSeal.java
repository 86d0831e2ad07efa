package org.multibusiness.sync.api.security;

import org.osgi.annotation.versioning.ProviderType;

/** Shows that a presence message was written by someone who knows the registration key. Thread-safe, doesn't block. */
@ProviderType
public interface PresenceSeal {
    /** The seal of these bytes, in hex. */
    String seal(byte[] canonical);

    /** Whether this is the seal of these bytes; compares in constant time. */
    boolean verify(byte[] canonical, String seal);
}
