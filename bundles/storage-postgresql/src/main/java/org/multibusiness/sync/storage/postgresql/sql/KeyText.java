package org.multibusiness.sync.storage.postgresql.sql;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;

/**
 * The {@code row_key} of the change log: the key's value, or for a key of several columns their values in the order of the
 * columns' <em>names</em>, joined by commas, with commas and backslashes escaped by a backslash. So it does not depend on the
 * order in which a database happens to hold its columns. The capture triggers write the same.
 */
public final class KeyText {
    private KeyText() {}

    /** The key of this image; throws {@link IllegalArgumentException} when a key value is null. */
    public static String of(TableLayout layout, RowImage image) {
        return join(positions(layout), image);
    }

    /** Where the key's values stand in an image, in the order in which they are written. */
    public static int[] positions(TableLayout layout) {
        return IntStream.range(0, layout.columns().size())
                .filter(i -> layout.columns().get(i).key())
                .boxed()
                .sorted(Comparator.comparing(
                        (Integer i) -> layout.columns().get(i).name()))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The key of this image, with the positions worked out before. */
    public static String join(int[] positions, RowImage image) {
        if (positions.length == 1) {
            return value(image, positions[0]);
        }
        return IntStream.of(positions).mapToObj(i -> escape(value(image, i))).collect(Collectors.joining(","));
    }

    /** The names of the key's columns in the order in which they are written. */
    public static List<String> columns(TableLayout layout) {
        return IntStream.of(positions(layout))
                .mapToObj(i -> layout.columns().get(i).name())
                .toList();
    }

    private static String value(RowImage image, int position) {
        String value = image.value(position);
        if (value == null) {
            throw new IllegalArgumentException("the key's value at position " + position + " is null");
        }
        return value;
    }

    private static String escape(String value) {
        return Objects.requireNonNull(value).replace("\\", "\\\\").replace(",", "\\,");
    }
}
