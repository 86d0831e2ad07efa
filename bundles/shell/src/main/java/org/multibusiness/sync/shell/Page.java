package org.multibusiness.sync.shell;

import java.io.PrintStream;
import java.util.List;

/**
 * Where a command prints for people: lines and tables. Everything that is printed is made plain first.
 *
 * @param out the console of the session
 * @param ages how times are told
 */
record Page(PrintStream out, Ages ages) {
    private static final int WIDTH = 120;
    private static final int LABEL = 11;
    private static final int LIMIT = 5_000;

    /** A line; a long one goes on below, between words and indented. */
    void line(String text) {
        int leading = text.length() - text.stripLeading().length();
        line(text, Math.min(leading + 2, LABEL));
    }

    private void line(String text, int indent) {
        String rest = Plain.text(text, LIMIT);
        while (rest.length() > WIDTH) {
            int space = rest.lastIndexOf(' ', WIDTH);
            int end = space > indent ? space : WIDTH;
            out.println(rest.substring(0, end));
            rest = " ".repeat(indent) + rest.substring(end).stripLeading();
        }
        out.println(rest);
    }

    void blank() {
        out.println();
    }

    /** Where a file is: on one line however long it is, for it is copied. */
    void file(String label, String file) {
        out.println(Plain.text(label + " " + file, LIMIT));
    }

    /** A named fact; nothing when the fact is empty. */
    void fact(String label, String text) {
        if (!text.isEmpty()) {
            line(label + " ".repeat(Math.max(1, LABEL - label.length())) + text, LABEL);
        }
    }

    /** What to do next. */
    void next(String advice) {
        line("Next: " + advice, "Next: ".length());
    }

    void table(List<String> heads, List<List<String>> rows) {
        new TextTable(heads, rows).lines().forEach(out::println);
    }
}
