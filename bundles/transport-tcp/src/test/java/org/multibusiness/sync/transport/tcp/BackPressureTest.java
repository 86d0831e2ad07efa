package org.multibusiness.sync.transport.tcp;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.transport.PeerLink;

public class BackPressureTest {
    private static final int MEGABYTE = 1 << 20;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Node sender;
    private Node receiver;

    @Before
    public void openTwoNodes() throws Exception {
        sender = Node.open(folder.newFolder("sender").toPath(), Node.KEY, Node.limited(4 * MEGABYTE, 64));
        receiver = Node.open(folder.newFolder("receiver").toPath());
    }

    @After
    public void closeNodes() {
        sender.close();
        receiver.close();
    }

    @Test
    public void aReceiverThatDoesNotKeepUpCostsABoundedQueueAndThenItsLink() {
        PeerLink link = sender.linkTo(receiver);
        receiver.heard().beBusy(true);
        byte[] message = new byte[MEGABYTE];
        new Random(1).nextBytes(message);

        int taken = 0;
        while (link.send(message)) {
            taken++;
            assertThat("messages taken", taken, lessThan(64));
        }

        assertThat(sender.heard().downReason(), containsString("does not keep up"));
        assertFalse(link.send(new byte[1]));
        receiver.heard().beBusy(false);
        receiver.heard().downReason();
        assertEquals(1, sender.heard().down().size());
    }

    @Test
    public void aSlowReceiverLosesNothingAsLongAsTheQueueHolds() throws Exception {
        PeerLink link = sender.linkTo(receiver);
        receiver.heard().beBusy(true);
        for (int i = 0; i < 3; i++) {
            assertTrue(link.send(new byte[MEGABYTE]));
        }
        await().during(Duration.ofMillis(300))
                .until(() -> receiver.heard().down().isEmpty());

        receiver.heard().beBusy(false);

        for (int i = 0; i < 3; i++) {
            assertEquals(MEGABYTE, receiver.heard().message().length);
        }
        assertTrue(sender.heard().down().isEmpty());
    }

    @Test
    public void anEmptyQueueTakesAMessageBeyondItsBound() throws Exception {
        PeerLink link = sender.linkTo(receiver);

        assertTrue(link.send(new byte[20 * MEGABYTE]));

        assertEquals(20 * MEGABYTE, receiver.heard().message().length);
    }
}
