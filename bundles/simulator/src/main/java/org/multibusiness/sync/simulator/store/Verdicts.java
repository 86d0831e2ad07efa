package org.multibusiness.sync.simulator.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.Fallback;
import org.multibusiness.sync.api.conflict.Resolution;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.core.row.SuffixResolution;
import org.multibusiness.sync.simulator.shop.Check;
import org.multibusiness.sync.simulator.shop.Shop;
import org.multibusiness.sync.simulator.shop.Table;

/** What rows become. The same decisions as storage-postgresql's, row by row. */
final class Verdicts {
    private final RowResolution resolution;
    private final Map<RowKey, List<VersionedChange>> met;

    /**
     * A verdict.
     *
     * @param image the row; null when it is gone
     * @param conflicts what had to be decided
     */
    record Verdict(@Nullable RowImage image, List<Conflict> conflicts) {}

    Verdicts(RowResolution resolution, Map<RowKey, List<VersionedChange>> met) {
        this.resolution = resolution;
        this.met = met;
    }

    /** The verdict on a row of a batch. */
    Verdict of(RowKey row, List<VersionedChange> steps) {
        List<VersionedChange> logged = met.get(row);
        return logged == null
                ? new Verdict(steps.get(steps.size() - 1).change().after(), List.of())
                : resolved(steps, logged);
    }

    private Verdict resolved(List<VersionedChange> steps, List<VersionedChange> logged) {
        TableLayout layout = logged.isEmpty()
                ? steps.get(0).change().layout()
                : logged.get(0).change().layout();
        SuffixResolution resolving = new SuffixResolution(resolution, layout);
        List<VersionedChange> known = new ArrayList<>(logged);
        List<Conflict> settled = new ArrayList<>();
        settled.addAll(resolving.fallenFor(steps.get(0), known));
        for (int i = 0; i < steps.size() - 1; i++) {
            VersionedChange next = steps.get(i + 1);
            known.add(steps.get(i));
            settled.addAll(resolving.settledBy(next, known));
            settled.addAll(resolving.fallenFor(next, known));
        }
        known.add(steps.get(steps.size() - 1));
        Resolution outcome = resolving.of(known);
        RowImage image = outcome.row();
        Table table = Shop.table(layout.table());
        Fallback fallback = outcome.fallback();
        Optional<Check> broken = image == null ? Optional.empty() : table.broken(image);
        return broken.isEmpty() || fallback == null
                ? new Verdict(image, all(settled, outcome.conflicts()))
                : fallen(settled, outcome.conflicts(), fallback, broken.get().refusal(table.layout()));
    }

    /** The table does not allow it: what was decided column by column is void. */
    private static Verdict fallen(List<Conflict> settled, List<Conflict> decided, Fallback to, String refusal) {
        List<Conflict> instead = new ArrayList<>(to.because(refusal));
        decided.stream()
                .filter(conflict -> conflict.kind() == ConflictKind.UPDATE_DELETE)
                .forEach(instead::add);
        return new Verdict(to.row(), all(settled, instead));
    }

    private static List<Conflict> all(List<Conflict> settled, List<Conflict> decided) {
        return Stream.concat(settled.stream(), decided.stream()).toList();
    }
}
