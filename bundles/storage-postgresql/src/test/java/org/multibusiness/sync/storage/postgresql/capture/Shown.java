package org.multibusiness.sync.storage.postgresql.capture;

import java.util.List;
import org.multibusiness.sync.api.change.RowChange;

/** Changes as a line of text each. */
final class Shown {
    private Shown() {}

    static List<String> of(List<RowChange> changes) {
        return changes.stream()
                .map(change -> change.operation() + " "
                        + (change.before() == null ? null : change.before().values()) + " -> "
                        + (change.after() == null ? null : change.after().values()))
                .toList();
    }
}
