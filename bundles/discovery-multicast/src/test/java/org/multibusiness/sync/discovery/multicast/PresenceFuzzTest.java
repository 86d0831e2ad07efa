package org.multibusiness.sync.discovery.multicast;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.Beacon;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.testkit.StoredCorpus;
import org.multibusiness.sync.testkit.TestSecurity;

/** Any datagram: a presence of harmless words that makes a candidate, or a refusal that is counted. */
public class PresenceFuzzTest {
    private static final PresenceReader READER =
            new PresenceReader(new TestSecurity(new NodeId("00000000000000aa"), Lab.KEY), new RefusalCounts());

    /** For Jazzer. */
    public static void fuzzerTestOneInput(byte[] datagram) {
        if (!PresenceReader.looksLikeJson(datagram)) {
            return;
        }
        Presence presence;
        try {
            presence = READER.understood(datagram);
        } catch (RefusedException refused) {
            requireWords(refused);
            return;
        }
        check(presence);
    }

    private static void requireWords(RefusedException refused) {
        assertFalse(refused.refusal().words().isEmpty());
    }

    private static void check(Presence presence) {
        for (String text : List.of(presence.nodeId(), presence.name(), presence.version())) {
            assertTrue(text.length() <= 2 * Beacon.MOST_CHARACTERS);
            assertFalse(text.chars().anyMatch(Character::isISOControl));
        }
        PeerCandidate candidate = presence.candidate(List.of(InetAddress.getLoopbackAddress()));
        assertTrue(candidate.addresses().size() <= 8);
    }

    /** What fuzzing kept; new inputs come with {@code mvn verify -Pfuzz}. */
    @Test
    public void theStoredCorpusIsHandled() throws IOException {
        StoredCorpus.replay(PresenceFuzzTest::fuzzerTestOneInput);
    }
}
