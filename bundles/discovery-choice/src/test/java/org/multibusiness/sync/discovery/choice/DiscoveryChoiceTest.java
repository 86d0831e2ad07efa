package org.multibusiness.sync.discovery.choice;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What SYNC_DISCOVERY does, and what it leaves to the operator's hand. */
public class DiscoveryChoiceTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Shelf features = new Shelf();

    /** Features without a container. */
    private static final class Shelf implements Features {
        final ConcurrentSkipListSet<String> there = new ConcurrentSkipListSet<>();
        final AtomicInteger looks = new AtomicInteger();
        volatile Set<String> missing = Set.of();

        @Override
        public void awaitQuiet() {}

        @Override
        public SortedSet<String> installed() {
            looks.incrementAndGet();
            return new TreeSet<>(there);
        }

        @Override
        public void install(SortedSet<String> words) throws IOException {
            if (!Collections.disjoint(words, missing)) {
                throw new IOException("No matching features for sync-discovery-dns");
            }
            there.addAll(words);
        }

        @Override
        public void uninstall(SortedSet<String> words) {
            there.removeAll(words);
        }

        @Override
        public void close() {}
    }

    @Test
    public void theFirstStartBringsWhatIsNamed() throws Exception {
        run("dns, manual");
        assertEquals(Set.of("dns", "manual"), features.there);
    }

    @Test
    public void nothingSaidMeansMulticastAndManual() throws Exception {
        run("  ");
        assertEquals(Set.of("multicast", "manual"), features.there);
    }

    @Test
    public void whatIsDoneByHandStaysUntilTheValueChanges() throws Exception {
        run("multicast,manual");
        features.there.remove("multicast");
        features.there.add("mdns");
        run("manual,multicast");
        assertEquals("the next start", Set.of("mdns", "manual"), features.there);

        run("dns");

        assertEquals("mdns came by hand, manual by the former value", Set.of("mdns", "dns"), features.there);
    }

    @Test
    public void aChangeIsCarriedOutWithoutARestart() throws Exception {
        DiscoveryChoice choice = new DiscoveryChoice("multicast,manual", features, memory());
        await().until(() -> features.there.contains("multicast"));
        choice.apply("manual,dns");
        await().until(() -> features.there.equals(Set.of("manual", "dns")));
        choice.deactivate();
    }

    @Test
    public void aWrongWordIsNamedAndTheOthersCount() throws Exception {
        String problem = run("multcast,DNS");
        assertEquals(Set.of("dns"), features.there);
        assertThat(problem, containsString("'multcast'"));
        assertThat(problem, containsString("allowed: multicast, mdns, dns, manual"));
        assertThat(problem, containsString("SYNC_DISCOVERY"));
    }

    @Test
    public void withoutAGoodWordTheLastChoiceStays() {
        Choice choice = Choice.read("bluetooth", new TreeSet<>(List.of("dns")));
        assertEquals(Set.of("dns"), choice.words());
        assertThat(choice.rejections().get(0), containsString("In force: dns"));
    }

    @Test
    public void whatFailsIsToldAndTriedAgainAtTheNextStart() throws Exception {
        features.missing = Set.of("dns");
        assertThat(run("dns"), containsString("No matching features for sync-discovery-dns"));
        assertTrue(features.there.isEmpty());

        features.missing = Set.of();
        assertEquals("", run("dns"));
        assertEquals(Set.of("dns"), features.there);
    }

    @Test
    public void afterDeactivationNoThreadIsLeft() throws Exception {
        run("multicast");
        // The executor says that it has ended a moment before its thread has.
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("sync-discovery-choice")));
    }

    private ChoiceMemory memory() {
        return new ChoiceMemory(folder.getRoot().toPath().resolve("carried-out"));
    }

    /** One start and stop; the problem it told. */
    private String run(String discoveries) throws InterruptedException, IOException {
        int looks = features.looks.get();
        DiscoveryChoice choice = new DiscoveryChoice(discoveries, features, memory());
        SortedSet<String> wanted = Choice.read(discoveries, Choice.DEFAULT).words();
        await().until(() -> features.looks.get() > looks
                && (memory().read().equals(wanted) || choice.problem().contains("could not be started")));
        choice.deactivate();
        return choice.problem();
    }
}
