package org.multibusiness.sync.api.security;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Who belongs to the group: the shared key, which can be exchanged while everybody works, and those who were expelled.
 * Thread-safe; methods may write a small file. What is changed here is told to every linked node at once, and to every other one
 * when it is linked next.
 */
@ProviderType
public interface GroupTrust {
    /** The longest grace period. */
    Duration LONGEST_GRACE = Duration.ofDays(30);

    /** The registration key as far as it may be shown. */
    KeyView key();

    /**
     * Replaces the registration key by a new random one. Links that are up stay up.
     *
     * @param grace how long the former key admits, too; zero to {@link #LONGEST_GRACE}
     * @throws IllegalArgumentException when the grace period is not allowed, or the key can't be stored: then nothing changed
     */
    Rotation rotate(Duration grace);

    /**
     * Expels a node for good: its links are cut, it is not let in again with this identity, at no node.
     *
     * @param node its id, 16 hex digits
     * @throws IllegalArgumentException when it is this node, is not known, or the record can't be stored: then nothing changed
     */
    Revocation revoke(String node);

    /** Who was expelled, the oldest first. */
    List<Revocation> revocations();
}
