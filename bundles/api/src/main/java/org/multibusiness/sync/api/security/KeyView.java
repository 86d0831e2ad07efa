package org.multibusiness.sync.api.security;

import java.util.List;

/**
 * The registration key as far as it may be shown.
 *
 * @param fingerprint the first 16 hex digits of its SHA-256: the same on all servers that work together
 * @param rotated when it took the place of the one before, as ISO 8601; empty when it never did as far as is known here
 * @param file where the key in force is kept
 * @param accepted former keys that still admit
 * @param notes what the operator should know or do about it, one line each
 */
public record KeyView(String fingerprint, String rotated, String file, List<FormerKey> accepted, List<String> notes) {
    /** Copies the lists. */
    public KeyView {
        accepted = List.copyOf(accepted);
        notes = List.copyOf(notes);
    }

    /**
     * A key in its grace period.
     *
     * @param fingerprint as above
     * @param until when it ends, as ISO 8601
     */
    public record FormerKey(String fingerprint, String until) {}
}
