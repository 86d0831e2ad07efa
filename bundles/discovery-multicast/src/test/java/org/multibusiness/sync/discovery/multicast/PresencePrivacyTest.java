package org.multibusiness.sync.discovery.multicast;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;

/** What strangers on the network are told, and that the group finds together all the same. */
public class PresencePrivacyTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration BURST_IS_OVER = Duration.ofMillis(3_500);

    @Rule
    public final Lab lab = new Lab();

    @Test
    public void whoTellsLittleAndWhoTellsAllFindEachOtherAndNoNameAndNoHashIsOnTheWire() throws IOException {
        Lab.Node depot = lab.start("depot");
        Lab.Node quiet = lab.start("very-quiet-shop");
        Lab.Node quieter = lab.start("another-quiet-shop");
        await().atMost(SOON).until(() -> depot.knows(quiet) && depot.knows(quieter));
        quiet.security.tellLittle("noon");
        quieter.security.tellLittle("noon");
        await().pollDelay(BURST_IS_OVER)
                .atMost(SOON)
                .until(() -> depot.heard.contains("seen " + quiet.id + " AUTHENTIC"));
        lab.overhear();

        quiet.discovery.announce();
        quieter.discovery.announce();

        await().atMost(SOON)
                .until(() -> !lab.overheardFrom(quiet, "presence").isEmpty()
                        && !lab.overheardFrom(quieter, "presence").isEmpty());
        await().atMost(SOON)
                .until(() -> depot.noted("presence", "", "")
                        && quiet.noted("presence", "depot", "")
                        && quiet.noted("presence", "", ""));
        for (Lab.Node who : List.of(depot, quiet, quieter)) {
            for (Lab.Node whom : List.of(depot, quiet, quieter)) {
                assertTrue(who.local.name() + " knows " + whom.local.name(), who == whom || who.knows(whom));
            }
            assertEquals(0, who.refused(Refusal.WRONG_KEY));
        }
        assertEquals(quiet.id.value(), depot.candidates(quiet.id).get(0).name());
        assertEquals(quiet.security.shown(), depot.candidates(quiet.id).get(0).keyHash());
        for (Lab.Node each : List.of(quiet, quieter)) {
            for (byte[] datagram : lab.overheardFrom(each, "presence")) {
                String message = new String(datagram, StandardCharsets.UTF_8);
                assertThat(message, not(containsString("quiet-shop")));
                assertThat(
                        message,
                        not(containsString(each.security.registrationKeyHash().substring(0, 8))));
            }
        }
    }
}
