package org.multibusiness.sync.api.conflict;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a policy decided.
 *
 * @param values what each column of the contest becomes, in its order; null for SQL NULL
 * @param reason why, in a short sentence that a shopkeeper understands
 * @param rivals the writes of which not all could stand: those whose value did not make it are journaled. Empty when the
 *     values contain everybody's contribution
 * @param open whether a person has to look at it: the values stand until then
 */
public record Decision(List<@Nullable String> values, String reason, List<ColumnWrite> rivals, boolean open) {
    /** Copies the lists. */
    public Decision {
        values = Collections.unmodifiableList(new ArrayList<>(values));
        rivals = List.copyOf(rivals);
    }

    /** One of the contest's writes stands, with all its columns; the others lose. */
    public static Decision forWrite(ColumnWrite write, Contest contest, String reason) {
        return new Decision(write.values(), reason, contest.writes(), false);
    }

    /** One value that contains what everybody contributed; for a contest about one column. */
    public static Decision merged(@Nullable String value, String reason) {
        return new Decision(Collections.singletonList(value), reason, List.of(), false);
    }

    /** The same decision, until a person decides. */
    public Decision leftOpen() {
        return new Decision(values, reason, rivals, true);
    }
}
