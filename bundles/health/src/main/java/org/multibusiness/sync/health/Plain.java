package org.multibusiness.sync.health;

import java.util.regex.Pattern;

/** Makes text that other nodes named fit for one line of a log or a page. */
final class Plain {
    private static final int LIMIT = 200;
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

    private Plain() {}

    /** The text with every character that does not show itself replaced by {@code ?}, cut at 200 characters. */
    static String text(String raw) {
        return text(raw, LIMIT);
    }

    /** The same, cut at the given length. */
    static String text(String raw, int limit) {
        String seen = UNSEEN.matcher(raw).replaceAll("?");
        return seen.length() <= limit ? seen : seen.substring(0, limit - 1) + "…";
    }
}
