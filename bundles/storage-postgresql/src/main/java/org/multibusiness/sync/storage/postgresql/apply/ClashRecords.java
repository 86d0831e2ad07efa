package org.multibusiness.sync.storage.postgresql.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.Contribution;
import org.multibusiness.sync.api.conflict.Decided;
import org.multibusiness.sync.api.conflict.UniqueAction;
import org.multibusiness.sync.core.row.ConflictRecords;

/** The inbox's records of what met between rows. Pure. */
final class ClashRecords {
    /** A reason is read on a screen; the record has the whole values. */
    private static final int VALUE_LIMIT = 40;

    private ClashRecords() {}

    /**
     * Two rows with the same values. Somebody has to look at it: the row that gave way is not what its author thinks.
     *
     * @param outcome the loser as it is now; null when it has left its table
     * @param taken what left the tables with it
     */
    static Conflict unique(Clash clash, @Nullable RowImage outcome, List<Contribution> taken) {
        List<Contribution> sides = new ArrayList<>();
        VersionedChange kept = clash.keeper().about();
        if (kept != null) {
            sides.add(
                    clash.keeper().setter() == null
                            ? side(clash.keeper().row(), kept)
                            : of(clash.keeper().row(), kept));
        }
        sides.add(side(clash.loser().row(), Objects.requireNonNull(clash.loser().about())));
        sides.addAll(taken);
        return new Conflict(
                id(clash),
                ConflictKind.UNIQUE,
                clash.loser().row().key(),
                sides,
                List.of(decided(clash, outcome)),
                true);
    }

    /**
     * The same at every node: over the key, both rows, and the change that gave the loser the values. What gave them to the keeper
     * may have left the log here and not there.
     */
    private static String id(Clash clash) {
        VersionedChange setter = clash.loser().setter();
        return ConflictRecords.id(List.of(
                "unique",
                clash.key().stream().sorted().collect(Collectors.joining("+")),
                name(clash.keeper().row()),
                name(clash.loser().row()),
                setter == null ? "" : ConflictRecords.name(setter)));
    }

    /** What the text of a row that gives way gets: the same at every node that knows who set it. */
    static String suffix(Clash.Side loser, int form) {
        VersionedChange setter = loser.setter();
        return setter == null
                ? Suffix.of(ConflictRecords.id(List.of(name(loser.row()))), form)
                : Suffix.of(setter.dot(), form);
    }

    private static String name(TableRow row) {
        return ConflictRecords.text(row.table().layout(), row.key());
    }

    private static Decided decided(Clash clash, @Nullable RowImage outcome) {
        TableLayout layout = clash.loser().row().table().layout();
        String policy = "unique " + clash.action().text();
        String values = clash.key().stream()
                .map(column -> column + " '" + cut(clash.loser().row().image().value(layout.indexOf(column))) + "'")
                .collect(Collectors.joining(", "));
        String why = "two branches gave " + values + " to two rows; row "
                + cut(clash.keeper().row().key().text()) + " had it first, "
                + since(clash.keeper().setter()) + ", and keeps it; ";
        if (outcome != null) {
            return new Decided(
                    clash.suffixed(),
                    policy,
                    outcome.value(layout.indexOf(clash.suffixed())),
                    why + "this row got a new one: change it to what it should be");
        }
        return clash.action() == UniqueAction.MERGE
                ? new Decided("*", policy, "merged", why + "what referred to this row refers to that one now")
                : new Decided("*", policy, "parked", why + "this row is kept here, with the rows that refer to it");
    }

    private static String since(@Nullable VersionedChange setter) {
        return setter == null
                ? "since before this node's log begins"
                : "since " + setter.timestamp().wall() + " at node "
                        + setter.dot().origin().node();
    }

    private static @Nullable String cut(@Nullable String value) {
        return value == null || value.length() <= VALUE_LIMIT ? value : value.substring(0, VALUE_LIMIT) + "…";
    }

    /**
     * A row that is there again, because another one refers to it.
     *
     * @param parent as it was deleted, and is now
     * @param deleted the deletion
     * @param child a row that refers to it
     * @param wrote its last change
     */
    static Conflict revived(TableRow parent, VersionedChange deleted, TableRow child, VersionedChange wrote) {
        return new Conflict(
                ConflictRecords.id(List.of("parent", name(parent), ConflictRecords.name(deleted))),
                ConflictKind.FOREIGN_KEY,
                parent.key(),
                List.of(of(parent, deleted), of(child, wrote)),
                List.of(new Decided(
                        "*",
                        "parent revive",
                        "kept",
                        met(parent, deleted, child, wrote) + "so this row is there again, as it was")),
                false);
    }

    /**
     * A row that left its table, because what it refers to is gone.
     *
     * @param taken what left with it
     */
    static Conflict orphaned(
            TableRow parent, VersionedChange deleted, TableRow child, VersionedChange wrote, List<Contribution> taken) {
        List<Contribution> sides = new ArrayList<>();
        sides.add(of(parent, deleted));
        sides.add(side(child, wrote));
        sides.addAll(taken);
        return new Conflict(
                ConflictRecords.id(List.of(
                        "orphan",
                        name(child),
                        ConflictRecords.name(wrote),
                        name(parent),
                        ConflictRecords.name(deleted))),
                ConflictKind.FOREIGN_KEY,
                child.key(),
                sides,
                List.of(new Decided(
                        "*",
                        "parent park",
                        "parked",
                        met(parent, deleted, child, wrote)
                                + "so the row that refers to it is kept here, with those that refer to it in turn")),
                true);
    }

    private static String met(TableRow parent, VersionedChange deleted, TableRow child, VersionedChange wrote) {
        return "node " + deleted.dot().origin().node() + " deleted row "
                + cut(parent.key().text()) + " of " + parent.key().table() + ", and node "
                + wrote.dot().origin().node() + ", not knowing, wrote row "
                + cut(child.key().text()) + " of " + child.key().table() + ", which refers to it; ";
    }

    /** What a change made of a row. */
    static Contribution of(TableRow row, VersionedChange change) {
        Contribution plain = ConflictRecords.contribution(change);
        return new Contribution(plain.dot(), plain.at(), plain.operation(), plain.before(), plain.after(), row.key());
    }

    /** A row as it was when it gave way, by the change that it is about. */
    static Contribution side(TableRow row, VersionedChange change) {
        Contribution plain = ConflictRecords.contribution(change);
        return new Contribution(
                plain.dot(),
                plain.at(),
                plain.operation(),
                plain.before(),
                ConflictRecords.named(row.table().layout(), row.image()),
                row.key());
    }
}
