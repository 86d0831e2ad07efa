package org.multibusiness.sync.discovery.multicast;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.Test;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;

public class PeerTableTest {
    private static final long SECOND = 1_000_000_000L;
    private static final InetAddress SOURCE = InetAddress.getLoopbackAddress();

    private final RefusalCounts refusals = new RefusalCounts();
    private final PeerTable table = new PeerTable(refusals);
    private final List<String> told = new ArrayList<>();

    @Test
    public void aPeerIsANewcomerAtItsFirstMessageAndAtEachStart() {
        hear(peer(1, 100, 1), 0);
        hear(peer(1, 100, 2), 1);
        hear(peer(1, 200, 1), 2);

        assertEquals(List.of("NEWCOMER node 1", "SEEN node 1", "NEWCOMER node 1"), told);
    }

    @Test
    public void oldMessagesAreReplays() {
        hear(peer(1, 200, 5), 0);

        hear(peer(1, 200, 4), 1);
        hear(peer(1, 100, 9), 2);
        hear(peer(1, 200, 5), 3);

        assertEquals(3, refusals.of(Refusal.REPLAYED));
        assertThat(told, hasSize(1));
    }

    @Test
    public void theSameMessageThroughAnotherInterfaceIsNoReplay() {
        hear(peer(1, 200, 5), 0);
        hear(peer(1, 200, 5), 1);

        assertEquals(0, refusals.of(Refusal.REPLAYED));
        assertThat(told, hasSize(1));
    }

    @Test
    public void afterAGoodbyeOnlyANewerMessageCounts() {
        hear(peer(1, 200, 5), 0);
        hear(goodbye(1, 200, 6), 1);
        hear(peer(1, 200, 5), 10);
        assertEquals(List.of("NEWCOMER node 1", "GOODBYE node 1"), told);

        hear(peer(1, 300, 1), 20);

        assertEquals("NEWCOMER node 1", told.get(2));
    }

    @Test
    public void afterSilenceOnlyANewerMessageCounts() {
        hear(peer(1, 200, 5), 0);
        expire(120);
        hear(peer(1, 200, 5), 130);
        assertEquals(List.of("NEWCOMER node 1", "SILENT node 1"), told);

        hear(peer(1, 200, 6), 140);

        assertEquals("NEWCOMER node 1", told.get(2));
    }

    @Test
    public void aStrangerNeverSpeaksForAPeer() {
        hear(peer(1, 200, 5), 0);

        hear(stranger(1, Standing.WRONG_KEY), 1);
        hear(stranger(1, Standing.PREDECESSOR), 2);

        assertEquals(2, refusals.of(Refusal.FORGED));
        assertThat(told, hasSize(1));
        assertEquals(Standing.AUTHENTIC, table.candidates().get(0).standing());
    }

    @Test
    public void aPeerThatGotTheRightKeyIsNoStrangerAnyMore() {
        hear(stranger(1, Standing.WRONG_KEY), 0);

        hear(peer(1, 200, 1), 1);

        assertEquals(List.of("NEWCOMER node 1", "SILENT node 1", "NEWCOMER node 1"), told);
        assertThat(table.candidates(), hasSize(1));
    }

    @Test
    public void aFurtherPeerIsRefusedAndAFurtherStrangerDisplacesTheSilentest() {
        for (int i = 0; i <= PeerTable.LIMIT; i++) {
            hear(peer(i, 100, 1), 0);
        }
        assertEquals(1, refusals.of(Refusal.TABLE_FULL));
        for (int i = 0; i <= PeerTable.LIMIT; i++) {
            hear(stranger(100_000 + i, Standing.PREDECESSOR), 0);
        }

        assertEquals("SILENT node 100000", told.get(told.size() - 2));
        assertThat(table.candidates(), hasSize(2 * PeerTable.LIMIT));
    }

    @Test
    public void roomThatAPeerLeavesIsTakenByTheNext() {
        for (int i = 0; i < PeerTable.LIMIT; i++) {
            hear(peer(i, 100, 1), 0);
        }
        hear(goodbye(7, 100, 2), 1);

        hear(peer(9_999, 100, 1), 2);

        assertEquals("NEWCOMER node 9999", told.get(told.size() - 1));
    }

    @Test
    public void theGoodbyeOfNobodyIsNoNews() {
        hear(goodbye(1, 100, 1), 0);
        hear(new Presence(true, "x", "x", 1, List.of(), "", "", Standing.PREDECESSOR, 0, 0, false), 0);

        assertThat(told, empty());
    }

    @Test
    public void whateverHappensTheTablesStayBounded() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            int node = random.nextInt(5_000);
            switch (random.nextInt(4)) {
                case 0 -> hear(peer(node, 1 + random.nextInt(3), 1 + random.nextInt(100)), i / 100);
                case 1 -> hear(goodbye(node, 1 + random.nextInt(3), 1 + random.nextInt(100)), i / 100);
                case 2 -> hear(stranger(node, Standing.WRONG_KEY), i / 100);
                default -> expire(i / 100);
            }
            if (i % 100 == 0) {
                assertThat(table.candidates().size(), lessThanOrEqualTo(2 * PeerTable.LIMIT));
                assertThat(table.marks(), lessThanOrEqualTo(PeerTable.MARKS));
            }
        }
    }

    @Test
    public void whicheverCopyOfAMessageIsFirstTheCandidateIsTheSameAndAnOldSourceIsForgottenSoon() throws IOException {
        InetAddress four = InetAddress.getByName("10.0.0.1");
        InetAddress six = InetAddress.getByName("fd00::1");
        hearFrom(four, 1);
        hearFrom(six, 1);
        assertEquals("[10.0.0.1:8765, [fd00:0:0:0:0:0:0:1]:8765]", addresses());
        hearFrom(six, 2);
        assertEquals("[10.0.0.1:8765, [fd00:0:0:0:0:0:0:1]:8765]", addresses());
        hearFrom(four, 2);
        assertEquals("[10.0.0.1:8765, [fd00:0:0:0:0:0:0:1]:8765]", addresses());

        hearFrom(InetAddress.getByName("10.0.0.99"), 3);
        assertTrue(addresses(), addresses().startsWith("[10.0.0.99:8765, "));
        hearFrom(InetAddress.getByName("10.0.0.99"), 4);
        assertEquals("[10.0.0.99:8765]", addresses());
    }

    private void hearFrom(InetAddress source, long counter) {
        table.heard(peer(1, 100, counter), source, counter * SECOND);
    }

    private String addresses() {
        return table.candidates().get(0).addresses().toString();
    }

    private void hear(Presence presence, long second) {
        note(table.heard(presence, SOURCE, second * SECOND));
    }

    private void expire(long second) {
        note(table.expire(second * SECOND, Duration.ofMinutes(2)));
    }

    private void note(List<PeerTable.News> news) {
        news.forEach(each -> told.add(each.kind() + " " + each.candidate().name()));
    }

    private static Presence peer(int node, long incarnation, long counter) {
        return presence(false, node, Standing.AUTHENTIC, incarnation, counter);
    }

    private static Presence goodbye(int node, long incarnation, long counter) {
        return presence(true, node, Standing.AUTHENTIC, incarnation, counter);
    }

    private static Presence stranger(int node, Standing standing) {
        return presence(false, node, standing, 0, 0);
    }

    private static Presence presence(boolean goodbye, int node, Standing standing, long incarnation, long counter) {
        return new Presence(
                goodbye,
                String.format("%016x", node),
                "node " + node,
                8765,
                List.of(),
                "1.0.0",
                "",
                standing,
                incarnation,
                counter,
                false);
    }
}
