package org.multibusiness.sync.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of the record, in order: {@code audit-000001.jsonl} and so on. */
final class Segments {
    private static final Pattern NAME = Pattern.compile("audit-([0-9]{6,9})\\.jsonl");

    private final Path directory;

    Segments(Path directory) {
        this.directory = directory;
    }

    /** Takes a line of a file. */
    interface Reader {
        /**
         * A line.
         *
         * @param number counted from 1 in this file
         * @param bytes without its end, and without what is beyond {@link Line#LONGEST}
         * @return whether to go on
         */
        boolean line(int number, byte[] bytes) throws IOException;
    }

    /** Oldest first. */
    List<Path> files() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> ordinal(file) > 0)
                    .sorted(java.util.Comparator.comparingInt(Segments::ordinal))
                    .toList();
        }
    }

    /** The name of the file that comes next. */
    Path next() throws IOException {
        List<Path> files = files();
        int last = files.isEmpty() ? 0 : ordinal(files.get(files.size() - 1));
        return directory.resolve(String.format(Locale.ROOT, "audit-%06d.jsonl", last + 1));
    }

    private static int ordinal(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? Integer.parseInt(name.group(1)) : 0;
    }

    /**
     * Reads the lines of a file. What follows the last end of a line is none: a crash cut it short.
     *
     * @return whether the file ends with a whole line, or is empty
     */
    static boolean read(Path file, Reader reader) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int number = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    number++;
                    if (!reader.line(number, line.toByteArray())) {
                        return true;
                    }
                    line.reset();
                } else if (line.size() < Line.LONGEST) {
                    line.write(b);
                }
            }
        }
        return line.size() == 0;
    }
}
