package org.multibusiness.sync.health.doctor;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.After;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.KnownPeer;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.doctor.Diagnosis;
import org.multibusiness.sync.api.doctor.Examination;
import org.multibusiness.sync.api.doctor.NodeFacts;
import org.multibusiness.sync.api.doctor.PeerSighting;
import org.multibusiness.sync.api.doctor.Verdict;
import org.multibusiness.sync.api.network.NetworkProbe;
import org.multibusiness.sync.api.security.GroupTrust;
import org.multibusiness.sync.api.security.KeyView;
import org.multibusiness.sync.api.security.Revocation;
import org.multibusiness.sync.api.security.Rotation;

/** The gathering with fake sources: what reaches the ladder, how long it takes, and what happens without a source. */
public class FieldDoctorTest {
    private static final NodeId EAST = new NodeId("00000000000000b2");
    private static final NodeId NORTH = new NodeId("00000000000000c3");
    private static final PeerAddress WHERE = new PeerAddress("192.168.0.3", 8765);

    private final Sources sources = new Sources();
    private final FieldDoctor doctor = new FieldDoctor(config("120000", "75000"), sources);
    private final FakeProbe probe = new FakeProbe();
    private final FakeFacts facts = new FakeFacts();

    @After
    public void stop() {
        doctor.deactivate();
    }

    @Test
    public void withoutAnySourceTheNodeDoesNotRunAndNothingFails() {
        Examination examination = doctor.examine("");

        assertFalse(examination.healthy());
        assertEquals(Verdict.NOT_RUNNING, examination.diagnoses().get(0).verdict());
    }

    @Test
    public void aHostThatNobodyKnowsIsAskedAllTheSame() {
        sources.probe = probe;
        probe.answer = NetworkProbe.Answer.REFUSED;

        Diagnosis diagnosis = last(doctor.examine("192.168.0.3"));

        assertEquals(Verdict.SERVICE_DEAD, diagnosis.verdict());
        assertEquals("192.168.0.3:8765", diagnosis.subject().address());
    }

    @Test
    public void whatIsNeitherANodeNorAHostIsRefusedByName() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> doctor.examine("no such host"));

        String message = String.valueOf(refused.getMessage());
        assertTrue(message, message.contains("no such host"));
    }

    @Test
    public void aNodeIsFoundByItsIdItsNameAndItsHost() {
        knowEast();
        for (String whom : List.of(EAST.value(), "EAST", "192.168.0.3", "192.168.0.3:8765")) {
            assertEquals(whom, "East", last(doctor.examine(whom)).subject().name());
        }
    }

    @Test
    public void anotherNodesWordReachesTheVerdict() {
        knowEast();
        probe.answer = NetworkProbe.Answer.TIMED_OUT;
        facts.told = Map.of(
                NORTH,
                new NodeFacts.Told(
                        "North",
                        Instant.EPOCH,
                        List.of(new PeerSighting(
                                EAST,
                                "East",
                                PeerSighting.State.LINKED,
                                List.of("multicast"),
                                List.of(WHERE),
                                new PeerSighting.Last(1, "")))));

        Diagnosis diagnosis = last(doctor.examine("East"));

        assertEquals(Verdict.FIREWALL, diagnosis.verdict());
        assertTrue(diagnosis.finding(), diagnosis.finding().startsWith("North is linked with East"));
    }

    @Test
    public void howAPeerLooksForOthersReachesTheLadder() {
        knowEast();
        facts.links = Map.of(EAST, new NodeFacts.LinkFact(true, Instant.now(), 0, 0, 0, Map.of()));
        facts.told = Map.of(
                EAST, new NodeFacts.Told("East", Instant.EPOCH, List.of(PeerSighting.ofItself(EAST, List.of("dns")))));

        String ladder = last(doctor.examine("East")).evidence().toString();

        assertTrue(ladder, ladder.contains("it looks for others by dns"));
    }

    @Test
    public void aLinkThatFellSilentCountsAsNone() {
        knowEast();
        probe.answer = NetworkProbe.Answer.TIMED_OUT;
        facts.links = Map.of(EAST, new NodeFacts.LinkFact(false, Instant.EPOCH, 0, 15_000, 0, Map.of()));

        assertEquals(Verdict.HOST_SILENT, last(doctor.examine("East")).verdict());
    }

    @Test
    public void whatWaitsForLongerThanConfiguredIsBehindAndAChangeCountsAtOnce() {
        knowEast();
        facts.links = Map.of(EAST, new NodeFacts.LinkFact(true, Instant.now(), 0, 0, 5_000, Map.of()));

        assertFalse(last(doctor.examine("East")).verdict() == Verdict.BEHIND);
        doctor.modified(config("5000", "75000"));
        assertEquals(Verdict.BEHIND, last(doctor.examine("East")).verdict());
    }

    @Test
    public void badValuesAreNamedAndTheLastGoodOnesStayInForce() {
        knowEast();
        facts.links = Map.of(EAST, new NodeFacts.LinkFact(true, Instant.now(), 0, 0, 5_000, Map.of()));
        doctor.modified(config("5000", "75000"));
        assertEquals("", doctor.problem());

        doctor.modified(config("soon", "999"));

        String problem = doctor.problem();
        assertTrue(
                problem,
                problem.contains("etc/org.multibusiness.sync.health.doctor.cfg: behind.ms = 'soon' is not allowed;"
                        + " allowed: a number of milliseconds from 1000 to 86400000. Until it is mended 5000 stays"));
        assertTrue(problem, problem.contains("announced.ms = '999' is not allowed"));
        assertEquals(Verdict.BEHIND, last(doctor.examine("East")).verdict());
    }

    @Test
    public void aProbeThatHangsDelaysNobodyBeyondTenSeconds() {
        knowEast();
        probe.hang = true;
        long begun = System.nanoTime();

        doctor.examine("");

        assertTrue(Duration.ofNanos(System.nanoTime() - begun).toMillis() < 10_000);
    }

    @Test
    public void itsThreadsEndWithIt() throws InterruptedException {
        knowEast();
        doctor.examine("");
        doctor.deactivate();

        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("sync-doctor")) {
                thread.join(5_000);
                assertFalse(thread.isAlive());
            }
        }
    }

    @Test
    public void whoWasExpelledIsNamedAlsoWhenNobodyListsItAnyMore() {
        sources.engine = new RunningEngine();
        sources.trust = new FakeTrust(new Revocation(EAST, "f".repeat(64), NORTH, Instant.EPOCH));

        Diagnosis diagnosis = last(doctor.examine(EAST.value().toUpperCase(Locale.ROOT)));

        assertEquals(Verdict.REVOKED, diagnosis.verdict());
        assertTrue(
                diagnosis.finding(), diagnosis.finding().contains("by node 00000000000000c3, at 1970-01-01T00:00:00Z"));
        assertEquals(
                "of others nothing is said", 1, doctor.examine("").diagnoses().size());
    }

    private void knowEast() {
        sources.probe = probe;
        sources.facts = facts;
        sources.directory = () -> List.of(new KnownPeer(
                EAST.value(),
                "East",
                "1.0.0",
                Standing.UNPROVEN,
                List.of(new KnownPeer.KnownAddress(WHERE, Set.of("manual"), "", "", "", ""))));
        sources.engine = new RunningEngine();
    }

    private static DoctorConfig config(String behind, String announced) {
        Map<String, String> values = Map.of("behind_ms", behind, "announced_ms", announced);
        return (DoctorConfig) Proxy.newProxyInstance(
                DoctorConfig.class.getClassLoader(),
                new Class<?>[] {DoctorConfig.class},
                (self, key, none) -> values.get(key.getName()));
    }

    private static Diagnosis last(Examination examination) {
        return examination.diagnoses().get(examination.diagnoses().size() - 1);
    }

    /** A fake network: every port says the same, and no host shows another sign of life. */
    private static final class FakeProbe implements NetworkProbe {
        private Answer answer = Answer.CONNECTED;
        private volatile boolean hang;

        @Override
        public List<InetAddress> resolve(String host, Duration patience) {
            return new ArrayList<>(List.of(InetAddress.getLoopbackAddress()));
        }

        @Override
        public Knock knock(InetAddress host, int port, Duration patience) {
            while (hang && !Thread.currentThread().isInterrupted()) {
                java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
            }
            return new Knock(answer, 1, "");
        }

        @Override
        public Life life(InetAddress host, Duration patience) {
            return new Life(Neighbour.NONE, false, "no sign of life");
        }

        @Override
        public Optional<String> owner(Protocol protocol, int port) {
            return Optional.empty();
        }
    }

    /** A fake group that expelled one node. */
    private record FakeTrust(Revocation only) implements GroupTrust {
        @Override
        public KeyView key() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Rotation rotate(Duration grace) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Revocation revoke(String node) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Revocation> revocations() {
            return List.of(only);
        }
    }

    /** Fake facts of an engine. */
    private static final class FakeFacts implements NodeFacts {
        private Map<NodeId, LinkFact> links = Map.of();
        private Map<NodeId, Told> told = Map.of();

        @Override
        public Map<NodeId, LinkFact> links() {
            return links;
        }

        @Override
        public Map<PeerAddress, DialFact> failures() {
            return Map.of();
        }

        @Override
        public Map<NodeId, Told> told() {
            return told;
        }

        @Override
        public Map<NodeId, String> partings() {
            return Map.of();
        }

        @Override
        public Map<NodeId, PeerAddress> lastAddresses() {
            return Map.of();
        }

        @Override
        public Map<String, String> alarms() {
            return Map.of();
        }

        @Override
        public Optional<Instant> lastChange() {
            return Optional.empty();
        }
    }
}
