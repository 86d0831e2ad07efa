package org.multibusiness.sync.core.row;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.Contribution;

/** The parts of a conflict's record that are the same at every node, whatever the order of its columns. */
public final class ConflictRecords {
    private ConflictRecords() {}

    /** A change as a side of a conflict. */
    public static Contribution contribution(VersionedChange change) {
        TableLayout layout = change.change().layout();
        return new Contribution(
                change.dot(),
                change.timestamp().wall(),
                change.change().operation(),
                named(layout, change.change().before()),
                named(layout, change.change().after()));
    }

    /** A row's values by column name; without what is NULL or computed by the database. */
    public static Map<String, String> named(TableLayout layout, @Nullable RowImage image) {
        Map<String, String> named = new TreeMap<>();
        if (image != null) {
            for (int i = 0; i < layout.columns().size(); i++) {
                String value = image.value(i);
                ColumnLayout column = layout.columns().get(i);
                if (value != null && !column.generated()) {
                    named.put(column.name(), value);
                }
            }
        }
        return named;
    }

    /** The id of what met in a row: over table, key and both changes, in whatever order. */
    static String id(VersionedChange first, VersionedChange second) {
        RowChange change = first.change();
        List<String> changes =
                Stream.of(first, second).map(ConflictRecords::name).sorted().toList();
        return id(List.of(text(change.layout(), change.key()), String.join("|", changes)));
    }

    /**
     * A change as a part of an id: by its transaction's own chain. Not by its dot: where two histories go by one origin, a dot names
     * two changes until the younger history has a name of its own, and then becomes another one, so that what was decided would come
     * again as new. Nor by node and time: two lives of one database whose clock is behind what they hold write at one time. Nor by
     * what it did: a node whose table has other columns sees that otherwise. A change without a chain has nothing but its dot.
     */
    public static String name(VersionedChange change) {
        return change.chain().isEmpty() ? change.dot().toString() : change.chain();
    }

    /** A row as a part of an id; the key's columns by name, for their order is each node's own. */
    public static String text(TableLayout layout, RowKey row) {
        Map<String, String> key = new TreeMap<>();
        List<ColumnLayout> columns = layout.keyColumns();
        for (int i = 0; i < columns.size(); i++) {
            String value = row.values().get(i);
            key.put(columns.get(i).name(), value.length() + ":" + value);
        }
        return layout.table() + "|" + key;
    }

    /** An id over some texts: 32 hex digits. */
    public static String id(List<String> parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            // One after the other: values can be large.
            for (String part : parts) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) '|');
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
