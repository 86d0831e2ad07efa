package org.multibusiness.sync.core.wire;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

/** Any bytes: a message that can be written and read again, or a {@link MalformedMessageException}. */
public class MessageFuzzTest {
    /** For Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Message message;
        try {
            message = MessageCodec.decode(bytes);
        } catch (MalformedMessageException expected) {
            return;
        }
        try {
            assertEquals(message, MessageCodec.decode(MessageCodec.encode(message)));
        } catch (MalformedMessageException e) {
            throw new AssertionError("was read once", e);
        }
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
