package org.multibusiness.sync.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.discovery.Beacon;

/** In which columns a table differs between here and a peer, in words for an operator. Pure. */
final class ColumnDifferences {
    private static final int MOST = 8;

    private ColumnDifferences() {}

    /**
     * What differs, column by column in the table's order here: one that is missing, another type, another part in the primary key.
     *
     * @param there its words go to operators' screens and logs: they are made harmless
     * @param peerName the peer's name
     * @return empty when rows can flow, by {@link TableLayout#fingerprint()}
     */
    static String of(TableLayout here, TableLayout there, String peerName) {
        String peer = Beacon.harmless(peerName);
        List<String> lines = new ArrayList<>();
        replicated(here).forEach(column -> lines.addAll(compared(column, column(there, column.name()), peer)));
        replicated(there).stream()
                .filter(column -> column(here, column.name()).isEmpty())
                .forEach(column -> lines.add("column " + Beacon.harmless(column.name()) + " ("
                        + Beacon.harmless(column.type()) + " at " + peer + ") is missing here"));
        int more = lines.size() - MOST;
        return String.join("; ", lines.subList(0, Math.min(MOST, lines.size())))
                + (more > 0 ? "; and " + more + " more" : "");
    }

    private static List<String> compared(ColumnLayout here, Optional<ColumnLayout> there, String peer) {
        if (there.isEmpty()) {
            return List.of("column " + here.name() + " (" + here.type() + " here) is missing at " + peer);
        }
        List<String> lines = new ArrayList<>();
        if (!here.type().equals(there.get().type())) {
            lines.add("column " + here.name() + " is " + here.type() + " here, "
                    + Beacon.harmless(there.get().type()) + " at " + peer);
        }
        if (here.key() != there.get().key()) {
            lines.add("column " + here.name() + " is part of the primary key "
                    + (here.key() ? "here, not at " + peer : "at " + peer + ", not here"));
        }
        return lines;
    }

    /** What the database computes is not replicated, and does not count. */
    private static List<ColumnLayout> replicated(TableLayout table) {
        return table.columns().stream().filter(column -> !column.generated()).toList();
    }

    private static Optional<ColumnLayout> column(TableLayout table, String name) {
        return replicated(table).stream()
                .filter(column -> column.name().equals(name))
                .findFirst();
    }
}
