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
        text.codePoints()
                .limit(LONGEST)
                .map(c ->
                        Character.isISOControl(c) || !Character.isDefined(c) || Character.getType(c) == Character.FORMAT
                                ? '?'
                                : c)
                .forEach(line::appendCodePoint);
        return line.toString();
    }
}
