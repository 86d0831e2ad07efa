package org.multibusiness.sync.security;

import java.util.Locale;

/** How much strangers on the network are told by announcements: the configuration's {@code presence.privacy}. */
enum PresencePrivacy {
    /** The name, and the registration key's hash, as the predecessor told them. */
    FULL,
    /** No name, and a tag instead of the hash. */
    MINIMAL;

    /**
     * Reads the configured word; an empty one is the default.
     *
     * @throws SecuritySetupException for any other word
     */
    static PresencePrivacy of(String word) throws SecuritySetupException {
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "", "full" -> FULL;
            case "minimal" -> MINIMAL;
            default ->
                throw new SecuritySetupException(
                        "etc/" + SecurityConfig.PID + ".cfg: presence.privacy = '" + word
                                + "' is not allowed; allowed are full (announcements tell the name and the key's hash) and minimal (neither).");
        };
    }
}
