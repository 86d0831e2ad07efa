package org.multibusiness.sync.core.wire;

/** A peer's words, as they may be shown and logged: one line, nothing that moves a cursor or turns the text, and not long. */
final class PeerText {
    private PeerText() {}

    /** The text with {@code ?} for what does not show, cut after so many characters. Doing it again changes nothing. */
    static String harmless(String text, int most) {
        StringBuilder harmless = new StringBuilder(Math.min(text.length(), most));
        text.codePoints()
                .limit(most)
                .forEach(character -> harmless.appendCodePoint(isVisible(character) ? character : '?'));
        return harmless.toString();
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
