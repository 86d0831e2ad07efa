package org.multibusiness.sync.storage.postgresql.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** Any text as a row image: values that make the same row again, or an {@link IllegalArgumentException}. */
public class RecordFuzzTest {
    /** For Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        List<@Nullable String> values;
        try {
            values = RecordText.parse(new String(bytes, UTF_8));
        } catch (IllegalArgumentException expected) {
            return;
        }
        assertEquals(values, RecordText.parse(RecordText.format(values)));
    }

    /** What fuzzing kept, small as it is, on every build; new inputs come with {@code mvn verify -Pfuzz}. */
    @Test
    public void theStoredCorpusIsHandled() throws IOException {
        List<Path> corpus;
        try (Stream<Path> files = Files.list(Path.of("src/test/fuzz"))) {
            corpus = files.sorted().toList();
        }
        assertFalse(corpus.isEmpty());
        for (Path input : corpus) {
            try {
                fuzzerTestOneInput(Files.readAllBytes(input));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("with " + input, e);
            }
        }
    }
}
