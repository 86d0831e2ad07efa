package org.multibusiness.sync.api.conflict;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.TableLayout;

/**
 * What a policy decides on.
 *
 * @param layout the table, and what the images of the writes stand for
 * @param columns the column, or the group that is decided together; the first one leads
 * @param arguments what the configuration tells the policy
 * @param writes what the policy's {@link ConflictResolver.Scope} asks for, ascending in total order
 */
public record Contest(
        TableLayout layout, List<ColumnLayout> columns, List<String> arguments, List<ColumnWrite> writes) {
    /**
     * Copies the lists, sorts the writes and leaves out repeated ones; throws {@link IllegalArgumentException} without a column
     * or a write.
     */
    public Contest {
        columns = List.copyOf(columns);
        arguments = List.copyOf(arguments);
        Set<Dot> known = new HashSet<>();
        writes =
                writes.stream().sorted().filter(write -> known.add(write.dot())).toList();
        if (columns.isEmpty() || writes.isEmpty()) {
            throw new IllegalArgumentException(
                    "a contest about a row of " + layout.table() + " needs a column and a write");
        }
    }

    /** The leading column. */
    public ColumnLayout column() {
        return columns.get(0);
    }

    /** The last of the writes in total order. */
    public ColumnWrite latest() {
        return writes.get(writes.size() - 1);
    }

    /**
     * Those of some writes that none of the others' authors had seen.
     *
     * @param writes of the same columns, ascending in total order
     */
    public static List<ColumnWrite> unseen(List<ColumnWrite> writes) {
        VersionVector seen = VersionVector.EMPTY;
        for (ColumnWrite write : writes) {
            VersionVector past = write.change().past();
            seen = seen.covers(past) ? seen : seen.join(past);
        }
        VersionVector known = seen;
        return writes.stream().filter(write -> !known.covers(write.dot())).toList();
    }

    /**
     * Those of some writes that compete: the {@link #unseen} ones. What a table held before anybody watched gives way to every
     * real change: while there is one, baselines don't compete.
     *
     * @param writes of the same columns, ascending in total order
     */
    public static List<ColumnWrite> concurrent(List<ColumnWrite> writes) {
        List<ColumnWrite> unseen = unseen(writes);
        List<ColumnWrite> real =
                unseen.stream().filter(write -> !write.isBaseline()).toList();
        return real.isEmpty() ? unseen : real;
    }
}
