package org.multibusiness.sync.core.stability;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.VersionVector;

/**
 * What one node has said. A statement is of use once we hold all that it names, and have found that it speaks of the histories
 * that we hold under these names. A node that writes all the time would always be ahead of us with its newest one, so the
 * next one to be of use is kept beside it. Not thread-safe.
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

    /** The newest statement that can be compared with our log, and was not yet. */
    Optional<Acknowledgement> comparable(VersionVector held) {
        if (next == null) {
            return Optional.empty();
        }
        return Optional.of(held.covers(latest.vector()) ? latest : next).filter(said -> held.covers(said.vector()));
    }

    /**
     * A statement was compared with our log. What speaks of another history says nothing about ours; and who holds another one
     * now may have lost what it held of ours.
     */
    void compared(Acknowledgement said, boolean same) {
        if (said.equals(latest) || said.equals(next)) {
            next = said.equals(latest) ? null : latest;
            usable = same ? said : null;
        }
    }

    /** The newest statement of use. */
    Optional<Acknowledgement> usable() {
        return Optional.ofNullable(usable);
    }
}
