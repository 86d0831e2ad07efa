package org.multibusiness.sync.health;

import java.util.regex.Pattern;

/** Makes text that other nodes named fit for one line of a log or a page. */
final class Plain {
    private static final int LIMIT = 200;
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

    private Plain() {}

    /** The text with every character that does not show itself replaced by {@code ?}, cut at 200 characters. */
    static String text(String raw) {
        String seen = UNSEEN.matcher(raw).replaceAll("?");
        return seen.length() <= LIMIT ? seen : seen.substring(0, LIMIT - 1) + "…";
    }
}
