package org.multibusiness.sync.discovery.dns;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.multibusiness.sync.api.discovery.CandidateListener;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.xbill.DNS.Name;

/** A real name server, on the loopback interface. */
public class DnsDiscoveryTest implements CandidateListener {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String SRV = "--srv-host=_multibiz-sync._tcp.branches.test,";

    @Rule
    public final Dnsmasq server = new Dnsmasq();

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private @Nullable DnsDiscovery discovery;

    @Override
    public void candidateSeen(String name, PeerCandidate candidate) {
        heard.add("seen " + candidate.addresses());
    }

    @Override
    public void candidateGone(String name, PeerCandidate candidate, boolean saidGoodbye) {
        heard.add("gone " + candidate.addresses());
    }

    @After
    public void stop() {
        if (discovery != null) {
            discovery.deactivate();
        }
    }

    @Test
    public void srvRecordsSpeakFirstByPriorityWithTheirPorts() {
        server.serve(
                SRV + "shop.branches.test,9001,20,0",
                SRV + "depot.branches.test,8765,10,0",
                "--host-record=shop.branches.test,10.7.0.1,fd00::7",
                "--host-record=depot.branches.test,10.7.0.2",
                "--txt-record=branches.test,multibiz-sync=10.9.9.9",
                "--host-record=branches.test,10.8.8.8");

        look();

        assertEquals(List.of("[10.7.0.2:8765]", "[10.7.0.1:9001, [fd00:0:0:0:0:0:0:7]:9001]"), found(2));
        assertThat(condition(), containsString("SRV records of branches.test name 2 branches"));
    }

    @Test
    public void withoutSrvTheTextRecordsSpeak() {
        server.serve(
                "--txt-record=branches.test,v=spf1 -all",
                "--txt-record=branches.test,multibiz-sync=10.7.0.3:9003 shop.branches.test",
                "--txt-record=branches.test,multibiz-sync=elsewhere.example host:99999",
                "--host-record=shop.branches.test,10.7.0.1",
                "--host-record=branches.test,10.8.8.8");

        look();

        assertThat(found(2), hasItem("[10.7.0.3:9003]"));
        assertThat(found(2), hasItem("[10.7.0.1:8765]"));
        assertThat(condition(), containsString("TXT records"));
        assertThat(condition(), containsString("a TXT record is left out"));
        assertThat(condition(), containsString("where elsewhere.example is was not answered"));
    }

    @Test
    public void withNeitherEveryAddressOfTheDomainIsABranchAndAliasesAreFollowed() {
        server.serve(
                "--cname=branches.test,office.test",
                "--host-record=office.test,10.7.0.1",
                "--host-record=office.test,10.7.0.2");

        look();

        assertEquals(
                List.of("[10.7.0.1:8765]", "[10.7.0.2:8765]"),
                found(2).stream().sorted().toList());
        assertThat(condition(), containsString("A/AAAA records"));
    }

    @Test
    public void aChangedAddressIsFollowedWhenItsTimeToLiveIsOver() {
        server.serve(SRV + "shop.branches.test,8765", "--host-record=shop.branches.test,10.7.0.1,1");
        look();
        assertEquals(List.of("[10.7.0.1:8765]"), found(1));

        server.serve(SRV + "shop.branches.test,8765", "--host-record=shop.branches.test,10.7.0.99,1");

        await().atMost(SOON).until(() -> addresses().equals(List.of("[10.7.0.99:8765]")));
        // What is known is published first, then the listeners are told.
        await().atMost(SOON).until(() -> heard.contains("seen [10.7.0.99:8765]"));
        assertThat(heard, hasItem("gone [10.7.0.1:8765]"));
    }

    @Test
    public void whatIsRemovedIsGoneAndAServerThatIsSilentTakesNothingAway() {
        server.serve(SRV + "shop.branches.test,8765", "--host-record=shop.branches.test,10.7.0.1,1");
        look();
        found(1);

        server.stop();
        await().atMost(SOON).until(() -> condition().contains("the name servers don't say"));
        assertEquals(List.of("[10.7.0.1:8765]"), found(1));

        server.serve();
        await().atMost(SOON).until(() -> discovery().candidates().isEmpty());
        await().atMost(SOON).until(() -> heard.contains("gone [10.7.0.1:8765]"));
        assertThat(condition(), containsString("has no branch"));
    }

    @Test
    public void aSecondServerAnswersWhenTheFirstDoesNot() {
        server.serve(SRV + "shop.branches.test,8765", "--host-record=shop.branches.test,10.7.0.1");
        InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), Dnsmasq.freePort());

        look(nobody, server.address);

        assertEquals(List.of("[10.7.0.1:8765]"), found(1));
    }

    @Test
    public void anAnswerBeyondADatagramComesByTcp() {
        List<String> options = new ArrayList<>();
        IntStream.range(0, 60).forEach(i -> {
            options.add(SRV + "a-branch-with-a-rather-long-name-" + i + ".branches.test,8765");
            options.add("--host-record=a-branch-with-a-rather-long-name-" + i + ".branches.test,10.7.1." + i);
        });
        server.serve(options.toArray(String[]::new));

        look();

        assertEquals(60, found(60).size());
    }

    @Test
    public void withoutADomainItSaysSo() {
        discovery = new DnsDiscovery(Settings.DEFAULTS, List::of);
        await().atMost(SOON).until(() -> condition().contains("SYNC_DNS_DOMAIN"));
    }

    @Test
    public void stoppingBreaksOffAQuestionAndLeavesNoThread() throws Exception {
        try (DatagramSocket deaf = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            look(new InetSocketAddress(InetAddress.getLoopbackAddress(), deaf.getLocalPort()));
            deaf.receive(new DatagramPacket(new byte[512], 512));
            long before = System.nanoTime();
            discovery().deactivate();
            assertTrue(System.nanoTime() - before < Duration.ofSeconds(2).toNanos());
        }
        await().atMost(SOON)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("sync-dns")
                                || thread.getName().startsWith("dnsjava")));
    }

    private void look() {
        look(server.address);
    }

    private void look(InetSocketAddress... servers) {
        Settings settings = new Settings(
                Optional.of(Name.fromConstantString("branches.test.")),
                List.of(servers),
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                List.of());
        discovery = new DnsDiscovery(settings, List::of);
        discovery.addListener(this, () -> this);
    }

    private DnsDiscovery discovery() {
        return Objects.requireNonNull(discovery);
    }

    private String condition() {
        return discovery().condition();
    }

    /** The addresses of each candidate, when there are so many. */
    private List<String> found(int candidates) {
        await().atMost(SOON).until(() -> discovery().candidates().size() == candidates);
        return addresses();
    }

    private List<String> addresses() {
        return discovery().candidates().stream()
                .map(candidate -> candidate.addresses().toString())
                .toList();
    }
}
