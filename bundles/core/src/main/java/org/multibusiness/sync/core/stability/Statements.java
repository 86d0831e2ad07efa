package org.multibusiness.sync.core.stability;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.VersionVector;

/**
 * What one node has said. A statement is of use once it is grounded; a node that writes all the time would always be ahead of
 * us with its newest one, so the next one to be of use is kept beside it. Not thread-safe.
 */
final class Statements {
    private Acknowledgement latest;
    private @Nullable Acknowledgement next;
    private @Nullable Acknowledgement usable;

    Statements(Acknowledgement first) {
        this.latest = first;
        this.next = first;
    }

    Acknowledgement latest() {
        return latest;
    }

    /** Takes a statement; says whether it is news. */
    boolean heard(Acknowledgement said) {
        if (said.stamp() <= latest.stamp()) {
            return false;
        }
        if (!said.vector().covers(latest.vector())) {
            usable = null;
            next = said;
        } else if (next == null) {
            next = said;
        }
        latest = said;
        return true;
    }

    /** The newest statement known to be grounded. */
    Optional<Acknowledgement> usable(VersionVector held) {
        if (latest.isGrounded(held)) {
            usable = latest;
            next = null;
        } else if (next != null && next.isGrounded(held)) {
            usable = next;
            next = latest;
        }
        return Optional.ofNullable(usable);
    }
}
