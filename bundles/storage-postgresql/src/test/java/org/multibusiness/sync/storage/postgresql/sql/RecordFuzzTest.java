package org.multibusiness.sync.storage.postgresql.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.multibusiness.sync.testkit.StoredCorpus;

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

    /** What fuzzing kept; new inputs come with {@code mvn verify -Pfuzz}. */
    @Test
    public void theStoredCorpusIsHandled() throws IOException {
        StoredCorpus.replay(RecordFuzzTest::fuzzerTestOneInput);
    }
}
