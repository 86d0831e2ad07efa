package org.multibusiness.sync.discovery.manual;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.discovery.CandidateListener;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate;

public class ManualDiscoveryTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final PeerAddress DEPOT = PeerAddress.parse("depot.example.org:9000");
    private static final PeerAddress SHOP = PeerAddress.parse("192.168.0.20");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<ManualDiscovery> running = new ArrayList<>();
    private Path file = Path.of("set before each test");

    @Before
    public void nameTheFile() {
        file = folder.getRoot().toPath().resolve("sync").resolve("peers.txt");
    }

    @After
    public void stop() throws InterruptedException {
        for (ManualDiscovery discovery : running) {
            discovery.deactivate();
        }
    }

    @Test
    public void aListenerHearsThePeersFirstAndThenWhoComesAndGoes() {
        ManualDiscovery discovery = start("depot.example.org:9000");
        Heard heard = new Heard();

        discovery.addListener(heard, () -> heard);
        discovery.add(SHOP);
        discovery.remove(SHOP);

        await().atMost(SOON).until(() -> heard.words.size() == 3);
        assertEquals(
                List.of("seen depot.example.org:9000", "seen 192.168.0.20:8765", "gone 192.168.0.20:8765"),
                heard.words);
    }

    @Test
    public void namesAreNotResolvedAndNothingIsClaimed() {
        PeerCandidate candidate = start("depot.example.org:9000").candidates().get(0);

        assertEquals(
                new PeerCandidate(
                        null, "depot.example.org:9000", List.of(DEPOT), "", "", PeerCandidate.Standing.UNPROVEN),
                candidate);
    }

    @Test
    public void addedPeersSurviveARestart() {
        ManualDiscovery discovery = start("depot.example.org:9000");

        assertTrue(discovery.add(SHOP));
        assertFalse(discovery.add(SHOP));
        assertFalse(discovery.add(DEPOT));

        assertEquals(List.of(SHOP), start("").peers());
        assertEquals(List.of(SHOP, DEPOT), discovery.peers());
    }

    @Test
    public void fixedPeersAreNotRemoved() {
        ManualDiscovery discovery = start("depot.example.org:9000");

        assertFalse(discovery.remove(DEPOT));
        assertFalse(discovery.remove(SHOP));
        assertEquals(List.of(DEPOT), discovery.peers());
    }

    @Test
    public void aChangedConfigurationTellsWhoCameAndWhoWent() {
        ManualDiscovery discovery = start("a:1,b:2");
        Heard heard = new Heard();
        discovery.addListener(heard, () -> heard);

        discovery.modified(config("b:2,c:3"));

        await().atMost(SOON).until(() -> heard.words.size() == 4);
        assertEquals(List.of("seen a:1", "seen b:2", "gone a:1", "seen c:3"), heard.words);
    }

    @Test
    public void announcingTellsEverybodyAgain() {
        ManualDiscovery discovery = start("a:1");
        Heard heard = new Heard();
        discovery.addListener(heard, () -> heard);

        discovery.announce();

        await().atMost(SOON).until(() -> heard.words.equals(List.of("seen a:1", "seen a:1")));
    }

    @Test
    public void badEntriesAreShownAndTheGoodOnesAreInForce() {
        ManualDiscovery discovery = start("a:1,b:99999");

        assertEquals(List.of(PeerAddress.parse("a:1")), discovery.peers());
        assertThat(discovery.condition(), containsString("peers = 'a:1,b:99999': 'b:99999' is not a peer address"));

        discovery.modified(config("a:1"));

        assertEquals("peers: 1 from the configuration, 0 added by the operator", discovery.condition());
    }

    @Test
    public void badLinesOfTheFileAreShownAndTheGoodOnesAreInForce() throws IOException {
        Files.createDirectories(folder.getRoot().toPath().resolve("sync"));
        Files.writeString(file, "# by hand\nshop:1\nno host:2x\n");

        ManualDiscovery discovery = start("");

        assertEquals("[no:8765, shop:1]", discovery.peers().toString());
        assertThat(discovery.condition(), containsString("'host:2x' is not a peer address"));
    }

    @Test
    public void aListThatCannotBeWrittenLeavesEverythingAsItWas() throws IOException {
        ManualDiscovery discovery = start("a:1");
        Files.writeString(folder.getRoot().toPath().resolve("sync"), "a file where the folder should be");

        UncheckedIOException refused = assertThrows(UncheckedIOException.class, () -> discovery.add(SHOP));

        assertThat(refused.getMessage(), containsString("nothing was changed"));
        assertThat(refused.getMessage(), containsString(file.toString()));
        assertEquals(List.of(PeerAddress.parse("a:1")), discovery.peers());
    }

    @Test
    public void whatSomebodyWroteIntoTheFileSurvivesAnAdd() throws IOException {
        ManualDiscovery discovery = start("");
        Files.createDirectories(folder.getRoot().toPath().resolve("sync"));
        Files.writeString(file, "byhand:1\n");

        discovery.add(SHOP);

        assertEquals("[192.168.0.20:8765, byhand:1]", discovery.peers().toString());
        assertThat(Files.readString(file), containsString("byhand:1\n"));
    }

    @Test
    public void aListThatIsNoListIsReportedAndNotOverwritten() throws IOException {
        Files.createDirectories(folder.getRoot().toPath().resolve("sync"));
        Files.writeString(file, "x".repeat(100_000));

        ManualDiscovery discovery = start("a:1");

        assertThat(discovery.condition(), containsString("larger than 65536 bytes"));
        assertThrows(UncheckedIOException.class, () -> discovery.add(SHOP));
        assertEquals(100_000, Files.size(file));
    }

    @Test
    public void aHostThatIsNoneIsRefused() {
        ManualDiscovery discovery = start("");

        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> discovery.add(new PeerAddress("a;b", 1)));

        assertThat(refused.getMessage(), containsString("'a;b' is neither a host name nor an address"));
    }

    @Test
    public void oneTooManyIsRefusedAndNamed() throws IOException {
        Files.createDirectories(folder.getRoot().toPath().resolve("sync"));
        StringBuilder full = new StringBuilder();
        for (int i = 0; i < PeerList.LIMIT; i++) {
            full.append("host").append(i).append(":1\n");
        }
        Files.writeString(file, full);
        ManualDiscovery discovery = start("");

        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> discovery.add(SHOP));

        assertThat(refused.getMessage(), containsString("192.168.0.20:8765 is one too many"));
        assertThat(discovery.condition(), not(containsString("too many")));
    }

    @Test
    public void afterDeactivationNoThreadIsLeft() throws InterruptedException {
        ManualDiscovery discovery = start("a:1");
        Heard heard = new Heard();
        discovery.addListener(heard, () -> heard);
        await().atMost(SOON).until(() -> heard.words.size() == 1);

        discovery.deactivate();
        discovery.removeListener(heard);

        await().atMost(SOON)
                .untilAsserted(() -> assertFalse(Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().equals("sync-manual-discovery"))));
    }

    private ManualDiscovery start(String peers) {
        ManualDiscovery discovery = new ManualDiscovery(config(peers));
        running.add(discovery);
        return discovery;
    }

    private ManualDiscovery.Config config(String peers) {
        Map<String, String> values = Map.of("peers", peers, "peers_file", file.toString());
        return (ManualDiscovery.Config) Proxy.newProxyInstance(
                ManualDiscovery.Config.class.getClassLoader(),
                new Class<?>[] {ManualDiscovery.Config.class},
                (self, key, none) -> values.get(key.getName()));
    }

    /** Remembers what it was told. */
    private static final class Heard implements CandidateListener {
        private final List<String> words = new CopyOnWriteArrayList<>();

        @Override
        public void candidateSeen(String discovery, PeerCandidate candidate) {
            words.add("seen " + candidate.name());
        }

        @Override
        public void candidateGone(String discovery, PeerCandidate candidate, boolean saidGoodbye) {
            words.add("gone " + candidate.name());
        }
    }
}
