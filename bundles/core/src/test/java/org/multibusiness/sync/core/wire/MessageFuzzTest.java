package org.multibusiness.sync.core.wire;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import org.junit.Test;
import org.multibusiness.sync.testkit.StoredCorpus;

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

    /** What fuzzing kept; new inputs come with {@code mvn verify -Pfuzz}. */
    @Test
    public void theStoredCorpusIsHandled() throws IOException {
        StoredCorpus.replay(MessageFuzzTest::fuzzerTestOneInput);
    }
}
