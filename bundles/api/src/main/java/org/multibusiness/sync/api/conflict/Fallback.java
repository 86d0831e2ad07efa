package org.multibusiness.sync.api.conflict;

import java.util.List;
import org.multibusiness.sync.api.change.RowImage;

/**
 * What a row becomes when the database refuses what its changes make together: its greatest live change, as a whole.
 *
 * @param row the row
 * @param conflicts what is lost by that
 */
public record Fallback(RowImage row, List<Conflict> conflicts) {
    /** Copies the list. */
    public Fallback {
        conflicts = List.copyOf(conflicts);
    }

    /**
     * What is lost, with the database's words in the reasons.
     *
     * @param refusal what the database said, for example {@code … violates check constraint "positive"}
     */
    public List<Conflict> because(String refusal) {
        return conflicts.stream()
                .map(conflict -> new Conflict(
                        conflict.id(),
                        conflict.kind(),
                        conflict.key(),
                        conflict.contributions(),
                        conflict.decisions().stream()
                                .map(decided -> because(decided, refusal))
                                .toList(),
                        conflict.open()))
                .toList();
    }

    private static Decided because(Decided decided, String refusal) {
        return new Decided(
                decided.column(),
                decided.policy(),
                decided.value(),
                "the table does not allow what both changes make together (" + refusal + "); " + decided.reason());
    }
}
