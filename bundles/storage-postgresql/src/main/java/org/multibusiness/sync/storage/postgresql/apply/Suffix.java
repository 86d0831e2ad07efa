package org.multibusiness.sync.storage.postgresql.apply;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.conflict.UniqueRule;

/** Lengthens a text so that it is another one at every node alike: by what names the change that brought it. Pure. */
final class Suffix {
    private static final Pattern LIMITED = Pattern.compile("character(?: varying)?\\((\\d+)\\)");
    private static final int SHORT_ID = 4;

    /** How many suffixes there are to try. */
    static final int FORMS = 2;

    private Suffix() {}

    /** The column that gets the suffix: the first that the rule names, else the last text of the key; empty when none can. */
    static Optional<String> column(TableLayout layout, List<String> key, Optional<UniqueRule> rule) {
        List<String> candidates = new ArrayList<>(key);
        Collections.reverse(candidates);
        List<String> named = rule.map(UniqueRule::columns).orElse(List.of());
        return (named.isEmpty() ? candidates : named)
                .stream()
                        .filter(name -> layout.indexOf(name) >= 0)
                        .filter(name -> hasRoom(layout.columns().get(layout.indexOf(name))))
                        .findFirst();
    }

    private static boolean hasRoom(ColumnLayout column) {
        return UniqueRule.canCarrySuffix(column) && limit(column) > SHORT_ID + 1;
    }

    private static int limit(ColumnLayout column) {
        Matcher limited = LIMITED.matcher(column.type());
        return limited.matches() ? Integer.parseInt(limited.group(1)) : Integer.MAX_VALUE;
    }

    /**
     * What names the change that brought a text.
     *
     * @param form which suffix, from 0
     */
    static String of(Dot setter, int form) {
        return of(setter.origin().node().value(), form == 0 ? "" : "-" + setter.sequence());
    }

    /** By a name of 32 digits, for a text whose change left the log. */
    static String of(String name, int form) {
        return of(name, form == 0 ? "" : "-" + name.substring(SHORT_ID, 2 * SHORT_ID));
    }

    private static String of(String id, String number) {
        return "~" + id.substring(0, SHORT_ID) + number;
    }

    /** The row with the lengthened text; the text is shortened before the suffix where its type has a limit. */
    static RowImage lengthened(TableLayout layout, RowImage image, String column, String suffix) {
        int index = layout.indexOf(column);
        int limit = limit(layout.columns().get(index));
        List<@Nullable String> values = new ArrayList<>(image.values());
        values.set(index, fitting(String.valueOf(image.value(index)).stripTrailing(), suffix, limit));
        return new RowImage(values);
    }

    /** Counted like PostgreSQL does, in characters, not in UTF-16 units. */
    private static String fitting(String text, String suffix, int limit) {
        int room = Math.max(0, limit - suffix.length());
        int characters = text.codePointCount(0, text.length());
        return characters <= room ? text + suffix : text.substring(0, text.offsetByCodePoints(0, room)) + suffix;
    }
}
