package org.multibusiness.sync.transport.tcp;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.Test;
import org.multibusiness.sync.testkit.StoredCorpus;

/** Any bytes on a link: frames, and then an end; none is larger than allowed, and no goodbye shows more than one line. */
public class FrameFuzzTest {
    private static final int MAX_FRAME = 1 << 20;
    private static final Compression ZSTD = Compression.detect();

    /** For Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        FrameReader frames = new FrameReader(new ByteArrayInputStream(bytes), MAX_FRAME, ZSTD);
        try {
            while (true) {
                check(frames.next());
            }
        } catch (IOException theEnd) {
            assertTrue(Words.of(theEnd).length() <= 600);
        }
    }

    private static void check(Frame frame) {
        assertTrue(frame.body().length <= (frame.isGoodbye() ? Frame.LONGEST_GOODBYE : MAX_FRAME));
        if (frame.isGoodbye()) {
            assertFalse(frame.words().chars().anyMatch(Character::isISOControl));
        }
    }

    /** What fuzzing kept; new inputs come with {@code mvn verify -Pfuzz}. */
    @Test
    public void theStoredCorpusIsHandled() throws IOException {
        StoredCorpus.replay(FrameFuzzTest::fuzzerTestOneInput);
    }
}
