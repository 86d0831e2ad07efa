package org.multibusiness.sync.storage.postgresql.apply;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.Contribution;
import org.multibusiness.sync.api.conflict.Decided;
import org.multibusiness.sync.api.storage.InboxDecision;

/**
 * What a row becomes by a person's decision. Pure.
 *
 * @param layout the table's columns now
 * @param conflict what it is about
 * @param decision what was decided
 */
record DecidedRow(TableLayout layout, Conflict conflict, InboxDecision decision) {
    /** An image that has the conflict's key. */
    RowImage key() {
        Contribution own = conflict.contributions().stream()
                .filter(this::isOwn)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("no side of the conflict " + conflict.id() + " is its row's"));
        return image(own.after().isEmpty() ? own.before() : own.after());
    }

    /** Whether a side is about the conflict's own row, and not about another one that it met. */
    private boolean isOwn(Contribution side) {
        RowKey row = side.row();
        return row == null
                || (row.table().equals(conflict.key().table())
                        && row.text().equals(conflict.key().text()));
    }

    /** What left the tables with the row, and comes back with it. */
    List<Contribution> companions() {
        return conflict.contributions().stream()
                .skip(2)
                .filter(side -> !isOwn(side))
                .toList();
    }

    /** Whether the decision makes a row of its own out of the taken side, under another key. */
    boolean isCopy() {
        RowImage key = key();
        return decision.set().entrySet().stream().anyMatch(set -> {
            int index = index(set.getKey());
            return layout.columns().get(index).key() && !Objects.equals(key.value(index), set.getValue());
        });
    }

    /** The copy; throws {@link IllegalArgumentException} when no side is taken of which there is a row. */
    RowImage copy() {
        Dot take = decision.take();
        if (take == null || side(take).operation() == Operation.DELETE) {
            throw new IllegalArgumentException(
                    "a key column is set, which makes a row of its own: say whose values it has"
                            + " (--take) beside the new key; the sides are " + sides());
        }
        return overlaid(image(side(take).after()));
    }

    /**
     * What the row becomes.
     *
     * @param current the row as it is; null when it is not there
     * @return null when it has to go
     * @throws IllegalArgumentException when the decision does not fit; says what does
     */
    @Nullable
    RowImage wanted(@Nullable RowImage current) {
        Dot take = decision.take();
        if (take == null) {
            return overlaid(present(current));
        }
        Contribution side = side(take);
        if (!isOwn(side)) {
            // The other row stays as it is; so does this one, unless something is set.
            return current == null && decision.set().isEmpty() ? null : overlaid(present(current));
        }
        if (side.operation() == Operation.DELETE) {
            if (!decision.set().isEmpty()) {
                throw new IllegalArgumentException(
                        take + " deleted the row: take that side without setting columns, or set columns without it");
            }
            return null;
        }
        return overlaid(current == null ? image(side.after()) : taken(side, current));
    }

    private RowImage present(@Nullable RowImage current) {
        if (current == null && isKept()) {
            return key();
        }
        if (current == null) {
            throw new IllegalArgumentException("the row " + conflict.key().text() + " of "
                    + conflict.key().table() + " is not there any more: take a side to bring it back (--take), one of "
                    + sides());
        }
        return current;
    }

    /** Whether the row left its table and is kept in the item. */
    private boolean isKept() {
        return conflict.decisions().stream()
                .anyMatch(d -> d.column().equals("*") && ("parked".equals(d.value()) || "merged".equals(d.value())));
    }

    private Contribution side(Dot dot) {
        return conflict.contributions().stream()
                .filter(side -> side.dot().equals(dot))
                .min(Comparator.comparing(side -> !isOwn(side)))
                .orElseThrow(() ->
                        new IllegalArgumentException(dot + " is no side of this conflict; the sides are " + sides()));
    }

    private String sides() {
        return conflict.contributions().stream()
                .map(side -> side.dot() + " (" + side.operation() + ")")
                .collect(Collectors.joining(", "));
    }

    /** What was in conflict becomes the side's; all else stays as it is now. */
    private RowImage taken(Contribution side, RowImage current) {
        boolean whole = conflict.kind() == ConflictKind.UPDATE_DELETE
                || conflict.decisions().stream().anyMatch(d -> d.column().equals("*"));
        List<@Nullable String> values = new ArrayList<>(current.values());
        for (String column : whole ? written(side) : decided()) {
            int index = layout.indexOf(column);
            if (index >= 0) {
                values.set(index, side.after().get(column));
            }
        }
        return new RowImage(values);
    }

    private List<String> decided() {
        return conflict.decisions().stream().map(Decided::column).toList();
    }

    private static List<String> written(Contribution side) {
        TreeSet<String> columns = new TreeSet<>(side.before().keySet());
        columns.addAll(side.after().keySet());
        columns.removeIf(
                column -> Objects.equals(side.before().get(column), side.after().get(column)));
        return List.copyOf(columns);
    }

    private RowImage overlaid(RowImage base) {
        List<@Nullable String> values = new ArrayList<>(base.values());
        for (Map.Entry<String, @Nullable String> set : decision.set().entrySet()) {
            values.set(index(set.getKey()), set.getValue());
        }
        return new RowImage(values);
    }

    private int index(String column) {
        int index = layout.indexOf(column);
        if (index < 0 || layout.columns().get(index).generated()) {
            throw new IllegalArgumentException(
                    layout.table() + " has no column '" + column + "' that can be set; it has "
                            + layout.columns().stream()
                                    .filter(c -> !c.generated())
                                    .map(ColumnLayout::name)
                                    .collect(Collectors.joining(", ")));
        }
        return index;
    }

    private RowImage image(Map<String, String> named) {
        return image(layout, named);
    }

    /** Values by name as an image; what is not named is NULL. */
    static RowImage image(TableLayout layout, Map<String, String> named) {
        List<@Nullable String> values = new ArrayList<>(layout.columns().size());
        for (ColumnLayout column : layout.columns()) {
            values.add(named.get(column.name()));
        }
        return new RowImage(values);
    }

    /** The decision in words, for everybody who looks at the item later. */
    String choice() {
        String set = decision.set().entrySet().stream()
                .map(e -> e.getKey() + " = " + (e.getValue() == null ? "NULL" : e.getValue()))
                .collect(Collectors.joining(", "));
        if (decision.take() == null) {
            return set;
        }
        return "took " + decision.take() + (set.isEmpty() ? "" : " with " + set);
    }
}
