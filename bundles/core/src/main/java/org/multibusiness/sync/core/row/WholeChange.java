package org.multibusiness.sync.core.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.Decided;
import org.multibusiness.sync.api.conflict.Fallback;
import org.multibusiness.sync.api.conflict.TableRules;

/**
 * What a row falls back on when it can't be what its changes make together: the image of its greatest live change, which was
 * good enough for the table at its author's node. Like the merged row, a function of the set of changes.
 */
final class WholeChange {
    private static final String POLICY = "whole-change";

    private WholeChange() {}

    /** The fall-back; null when the row is that image anyway. */
    static @Nullable Fallback of(TableLayout layout, RowImage merged, Survival survival) {
        List<VersionedChange> live = survival.live();
        VersionedChange greatest = live.get(live.size() - 1);
        RowImage whole = RowResolver.after(greatest);
        if (whole.equals(merged)) {
            return null;
        }
        VersionVector seen = Survival.seenBy(live);
        List<Conflict> conflicts = new ArrayList<>();
        for (VersionedChange other : live.subList(0, live.size() - 1)) {
            if (!seen.covers(other.dot())) {
                List<Decided> lost = lost(layout, other, greatest, survival.writes());
                if (!lost.isEmpty()) {
                    conflicts.add(conflict(other, greatest, lost));
                }
            }
        }
        return new Fallback(whole, conflicts);
    }

    private static Conflict conflict(VersionedChange other, VersionedChange greatest, List<Decided> lost) {
        return new Conflict(
                ConflictRecords.id(List.of(POLICY, ConflictRecords.id(other, greatest))),
                ConflictKind.CONSTRAINT,
                greatest.change().key(),
                List.of(ConflictRecords.contribution(other), ConflictRecords.contribution(greatest)),
                lost);
    }

    /** What of a change's row is lost: all that its author and those whom it had seen wrote, unknown to the greatest. */
    private static List<Decided> lost(
            TableLayout layout, VersionedChange other, VersionedChange greatest, List<VersionedChange> writes) {
        List<Decided> lost = new ArrayList<>();
        for (int i = 0; i < layout.columns().size(); i++) {
            ColumnLayout column = layout.columns().get(i);
            @Nullable String stays = RowResolver.after(greatest).value(i);
            boolean differs = !Objects.equals(RowResolver.after(other).value(i), stays);
            if (TableRules.isDecided(column) && differs && isUnknown(i, other, greatest, writes)) {
                lost.add(new Decided(
                        column.name(),
                        POLICY,
                        stays,
                        "so the later one counts as a whole, written at "
                                + greatest.timestamp().wall() + " by node "
                                + greatest.dot().origin().node()));
            }
        }
        return lost;
    }

    /**
     * Whether a column was written without the greatest's knowledge, by this change's author or by one whose work it had seen.
     * What a deletion removed meanwhile counts too, so that the answer is about these two changes alone.
     */
    private static boolean isUnknown(
            int column, VersionedChange other, VersionedChange greatest, List<VersionedChange> writes) {
        return wrote(other, column)
                || writes.stream().anyMatch(c -> wrote(c, column) && other.saw(c) && !greatest.saw(c));
    }

    private static boolean wrote(VersionedChange change, int column) {
        RowImage before = change.change().before();
        return before == null
                || !Objects.equals(
                        before.value(column), RowResolver.after(change).value(column));
    }
}
