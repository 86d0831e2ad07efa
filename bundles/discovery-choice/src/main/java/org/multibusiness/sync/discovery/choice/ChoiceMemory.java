package org.multibusiness.sync.discovery.choice;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The choice that was carried out last, kept across restarts in the bundle's own folder.
 *
 * @param file where; null when the framework has no folder, then every start is the first
 */
record ChoiceMemory(@Nullable Path file) {
    /** Empty at the first start. */
    SortedSet<String> read() throws IOException {
        if (file == null) {
            return new TreeSet<>();
        }
        try {
            return Arrays.stream(Files.readString(file, StandardCharsets.UTF_8).split(",", -1))
                    .map(String::trim)
                    .filter(Choice.ALLOWED::contains)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (NoSuchFileException first) {
            return new TreeSet<>();
        }
    }

    void write(SortedSet<String> words) throws IOException {
        if (file != null) {
            Files.writeString(file, String.join(",", words), StandardCharsets.UTF_8);
        }
    }
}
