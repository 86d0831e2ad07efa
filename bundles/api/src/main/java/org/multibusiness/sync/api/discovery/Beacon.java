package org.multibusiness.sync.api.discovery;

/**
 * Something a discovery heard, followed or not: what makes two of them the same one. Everything but the discovery's own words
 * is a stranger's claim, so texts are kept harmless: without control and direction characters, and cut.
 *
 * @param discovery who heard it, for example {@code multicast}
 * @param source the address it came from, literal; empty when unknown
 * @param networkInterface the interface it came through, as far as the address tells; empty when unknown
 * @param kind what it was: {@code presence}, {@code goodbye}, {@code service}, {@code foreign} …
 * @param nodeId who it said it is; empty when it said nothing
 * @param name its name; empty when it gave none
 * @param keyHash the registration key hash it showed, whole or its beginning; empty when it showed none
 * @param refusal why it was not followed, in words for the operator; empty when it was
 */
public record Beacon(
        String discovery,
        String source,
        String networkInterface,
        String kind,
        String nodeId,
        String name,
        String keyHash,
        String refusal) {
    /** The longest text kept, in characters. */
    public static final int MOST_CHARACTERS = 128;

    /** Makes all texts harmless. */
    public Beacon {
        discovery = harmless(discovery);
        source = harmless(source);
        networkInterface = harmless(networkInterface);
        kind = harmless(kind);
        nodeId = harmless(nodeId);
        name = harmless(name);
        keyHash = harmless(keyHash);
        refusal = harmless(refusal);
    }

    /** Whether it was followed. */
    public boolean followed() {
        return refusal.isEmpty();
    }

    /** A stranger's words as they may be shown and logged: control, direction and half characters become {@code ?}. */
    public static String harmless(String text) {
        StringBuilder harmless = new StringBuilder();
        // The cut comes first: a stranger's megabyte is not walked through.
        String words = text.substring(0, Math.min(text.length(), 4 * MOST_CHARACTERS));
        words.strip()
                .codePoints()
                .limit(MOST_CHARACTERS)
                .forEach(character -> harmless.appendCodePoint(invisible(character) ? '?' : character));
        return harmless.toString();
    }

    private static boolean invisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
