package org.multibusiness.sync.transport.tcp;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.nio.ByteBuffer;
import org.junit.Test;
import org.multibusiness.sync.api.transport.DialFailure.Cause;

/** Which versions of the link protocol talk with each other, and what the others read. */
public class HelloTest {
    private static final int BEHIND_MAGIC = Integer.BYTES;

    /** What a later version that still speaks this one says, and what this version says. */
    @Test
    public void aCommonVersionIsEnough() throws Exception {
        assertArrayEquals(
                new byte[Hello.NONCE_LENGTH], read(Hello.VERSION, Hello.VERSION).nonce());
        assertEquals(8765, read(Hello.VERSION, Hello.VERSION + 1).port());
        assertEquals(8765, read(Hello.VERSION - 1, Hello.VERSION).port());
    }

    @Test
    public void withoutOneBothOperatorsReadWhoIsToBeUpdated() {
        assertRefused(Hello.VERSION + 1, Hello.VERSION + 2, "2 to 3");
        assertRefused(Hello.VERSION - 1, Hello.VERSION - 1, "0 to 0");
        assertRefused(0xffff, 0, "65535 to 0");
    }

    private static void assertRefused(int lowest, int highest, String named) {
        RefusedException refused = assertThrows(RefusedException.class, () -> read(lowest, highest));
        assertEquals(Cause.NOT_A_PEER, refused.failure().cause());
        assertThat(refused.getMessage(), containsString("link protocol " + named));
        assertThat(refused.getMessage(), containsString("update the older"));
    }

    private static Hello read(int lowest, int highest) throws Exception {
        byte[] bytes = new Hello(0, 8765, new byte[Hello.NONCE_LENGTH]).encoded();
        ByteBuffer.wrap(bytes).putShort(BEHIND_MAGIC, (short) lowest).putShort(BEHIND_MAGIC + 2, (short) highest);
        return Hello.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
}
