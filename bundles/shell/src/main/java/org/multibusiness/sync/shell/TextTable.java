package org.multibusiness.sync.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table of plain text that never gets wider than 120 columns: when the line is too long, the widest column gives way.
 * Karaf's own table keeps to no width on a terminal without Unicode, and lets control characters through.
 *
 * @param heads the columns' heads
 * @param rows as many cells each as there are heads
 */
record TextTable(List<String> heads, List<List<String>> rows) {
    private static final int WIDTH = 120;
    private static final String GAP = "  ";

    /** Makes every cell plain; throws {@link IllegalArgumentException} when a row has more or fewer cells than heads. */
    TextTable {
        for (List<String> row : rows) {
            if (row.size() != heads.size()) {
                throw new IllegalArgumentException(row.size() + " cells under " + heads.size() + " heads");
            }
        }
        heads = List.copyOf(heads);
        rows = rows.stream().map(row -> row.stream().map(Plain::text).toList()).toList();
    }

    /** The head, a ruler, the rows. */
    List<String> lines() {
        int[] widths = widths();
        List<String> ruler = IntStream.of(widths).mapToObj("-"::repeat).toList();
        return Stream.concat(Stream.of(heads, ruler), rows.stream())
                .map(cells -> line(cells, widths))
                .toList();
    }

    private int[] widths() {
        int[] widths = IntStream.range(0, heads.size())
                .map(column -> Stream.concat(Stream.of(heads), rows.stream())
                        .mapToInt(cells -> cells.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        int room = WIDTH - GAP.length() * (heads.size() - 1);
        for (int excess = IntStream.of(widths).sum() - room; excess > 0; excess--) {
            widths[widest(widths)]--;
        }
        return widths;
    }

    private static int widest(int[] widths) {
        return IntStream.range(0, widths.length)
                .reduce((a, b) -> widths[b] > widths[a] ? b : a)
                .orElseThrow();
    }

    private static String line(List<String> cells, int[] widths) {
        List<String> padded = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            String cell = Plain.text(cells.get(i), widths[i]);
            padded.add(cell + " ".repeat(widths[i] - cell.length()));
        }
        return String.join(GAP, padded).stripTrailing();
    }
}
