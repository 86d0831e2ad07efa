package org.multibusiness.sync.shell;

import java.util.regex.Pattern;

/** Makes text that other nodes named fit for a terminal: it can neither move the cursor nor turn the reading direction. */
final class Plain {
    /** Long enough for a sentence with its reason, short enough that nobody floods the screen. */
    private static final int LIMIT = 500;

    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

    private Plain() {}

    /** The text with every character that does not show itself replaced by {@code ?}, cut at 500 characters. */
    static String text(String raw) {
        return text(raw, LIMIT);
    }

    /** The same, cut at the given length. */
    static String text(String raw, int limit) {
        // Cut first: what is asked for may be a value of a hundred megabytes. A pair cut in two becomes a question
        // mark.
        String head = raw.length() <= limit ? raw : raw.substring(0, limit - 3);
        String seen = UNSEEN.matcher(head).replaceAll("?");
        return raw.length() <= limit ? seen : seen + "...";
    }
}
