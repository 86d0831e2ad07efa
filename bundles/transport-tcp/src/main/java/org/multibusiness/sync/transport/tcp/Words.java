package org.multibusiness.sync.transport.tcp;

/** Makes text that came from outside fit for a log line: one line, printable, of bounded length. */
final class Words {
    private static final int LONGEST = 300;

    private Words() {}

    static String of(Throwable e) {
        String message = e.getMessage();
        return printable(message == null ? e.getClass().getSimpleName() : message);
    }

    static String printable(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().limit(LONGEST).map(c -> isVisible(c) ? c : '?').forEach(line::appendCodePoint);
        return line.toString();
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
