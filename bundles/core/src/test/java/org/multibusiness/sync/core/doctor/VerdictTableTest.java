package org.multibusiness.sync.core.doctor;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.Test;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.doctor.Diagnosis;
import org.multibusiness.sync.api.doctor.Diagnosis.Confidence;
import org.multibusiness.sync.api.doctor.PeerSighting.State;
import org.multibusiness.sync.api.doctor.Verdict;
import org.multibusiness.sync.api.network.NetworkProbe.Answer;
import org.multibusiness.sync.api.network.NetworkProbe.Life;
import org.multibusiness.sync.api.network.NetworkProbe.Neighbour;
import org.multibusiness.sync.api.transport.DialFailure.Cause;
import org.multibusiness.sync.core.doctor.PeerEvidence.Place;

/** Verdict × evidence. Each case changes a healthy node or a healthy peer in the one thing that it is about. */
public class VerdictTableTest {
    private static final String THERE = "192.168.0.3:8765";

    /** The verdict that must come of it, and how the healthy patient is changed. */
    private record Case(Verdict verdict, Consumer<Patient> change) {}

    private static Map<String, Case> aboutPeers() {
        Map<String, Case> cases = new LinkedHashMap<>();
        nothingIsWrong(cases);
        unreached(cases);
        oneDirection(cases);
        notAdmitted(cases);
        elsewhere(cases);
        strangers(cases);
        linkedAndStill(cases);
        return cases;
    }

    private static void nothingIsWrong(Map<String, Case> cases) {
        cases.put("all is well", new Case(Verdict.HEALTHY, p -> {}));
        cases.put("a quiet evening", new Case(Verdict.IDLE, p -> p.idle = Optional.of(Duration.ofHours(2))));
        cases.put("nothing since the start", new Case(Verdict.IDLE, p -> p.idle = Optional.empty()));
        cases.put("switched off properly", new Case(Verdict.LEFT, p -> {
            p.unlinked().at(THERE, Answer.REFUSED, Patient.alive());
            p.met = "left";
        }));
        cases.put("found a moment ago", new Case(Verdict.CONNECTING, p -> p.unlinked().fresh = true));
    }

    private static void unreached(Map<String, Case> cases) {
        cases.put("killed", new Case(Verdict.SERVICE_DEAD, p -> mute(p).at(THERE, Answer.REFUSED, Patient.alive())));
        cases.put(
                "dropped, and in the neighbour table",
                new Case(Verdict.FIREWALL, p -> mute(p).at(THERE, Answer.TIMED_OUT, Patient.alive())));
        cases.put(
                "rejected by a rule, and in the neighbour table",
                new Case(Verdict.FIREWALL, p -> mute(p).at(THERE, Answer.UNREACHABLE, Patient.alive())));
        cases.put(
                "dropped, and its announcement is heard",
                new Case(Verdict.FIREWALL, p -> p.unlinked().at(THERE, Answer.TIMED_OUT, Patient.nothing())));
        cases.put(
                "dropped here only, another is linked with it",
                new Case(
                        Verdict.FIREWALL,
                        p -> mute(p).at(THERE, Answer.TIMED_OUT, Patient.nothing())
                                .witness(false, State.LINKED, List.of("multicast"), THERE)));
        cases.put(
                "switched off by the plug",
                new Case(Verdict.HOST_SILENT, p -> mute(p).at(THERE, Answer.TIMED_OUT, Patient.nothing())));
        cases.put(
                "in the neighbour table as failed",
                new Case(
                        Verdict.HOST_SILENT,
                        p -> mute(p).at(
                                        THERE,
                                        Answer.UNREACHABLE,
                                        new Life(Neighbour.SILENT, false, "no answer on the wire"))));
    }

    private static void oneDirection(Map<String, Case> cases) {
        cases.put("linked by hand, no announcement", new Case(Verdict.MULTICAST_BLOCKED, p -> {
            p.heard = false;
            p.typed(THERE, Answer.CONNECTED, Patient.alive());
        }));
        cases.put("across a router there are no announcements", new Case(Verdict.HEALTHY, p -> {
            p.heard = false;
            p.typed("10.9.0.3:8765", Answer.CONNECTED, Patient.nothing());
        }));
        cases.put("it can dial us, we can't dial it", new Case(Verdict.ONE_WAY, p -> {
            p.outgoing = false;
            p.at(THERE, Answer.TIMED_OUT, Patient.alive());
        }));
        cases.put(
                "we hear it, it does not hear us",
                new Case(Verdict.ONE_WAY, p -> p.witness(true, State.LINKED, List.of("manual"), "192.168.0.2:8765")));
        cases.put("it hears us, we do not hear it", new Case(Verdict.ONE_WAY, p -> {
            p.heard = false;
            p.witness(true, State.LINKED, List.of("multicast"), "192.168.0.2:8765");
        }));
    }

    private static void notAdmitted(Map<String, Case> cases) {
        cases.put("refused by the proof", new Case(Verdict.WRONG_KEY, p -> {
            p.unlinked().dialled(Cause.WRONG_KEY, false);
            p.worth = Standing.WRONG_KEY;
        }));
        cases.put("announced with another key", new Case(Verdict.WRONG_KEY, p -> {
            p.unlinked().at(THERE, Answer.CONNECTED, Patient.alive());
            p.worth = Standing.WRONG_KEY;
        }));
    }

    private static void elsewhere(Map<String, Case> cases) {
        cases.put(
                "announces its containers' bridge",
                new Case(
                        Verdict.WRONG_INTERFACE,
                        p -> mute(p).at("172.17.0.1:8765", Answer.UNREACHABLE, Patient.nothing())));
        cases.put(
                "heard on our wire, and tells the address of its VPN",
                new Case(
                        Verdict.WRONG_INTERFACE,
                        p -> p.unlinked().at("10.8.0.6:8765", Answer.TIMED_OUT, Patient.nothing())));
        cases.put("we are on the VPN", new Case(Verdict.WRONG_INTERFACE, p -> {
            mute(p).at(THERE, Answer.UNREACHABLE, Patient.nothing());
            p.network = vpn();
        }));
        cases.put(
                "typed address is old, linked elsewhere",
                new Case(
                        Verdict.ADDRESS_CHANGED,
                        p -> p.at(THERE, Answer.CONNECTED, Patient.alive())
                                .typed("192.168.0.9:8765", Answer.TIMED_OUT, Patient.nothing())));
        cases.put(
                "another is linked with it elsewhere",
                new Case(
                        Verdict.ADDRESS_CHANGED,
                        p -> mute(p).typed("192.168.0.9:8765", Answer.TIMED_OUT, Patient.nothing())
                                .witness(false, State.LINKED, List.of("multicast"), THERE)));
        cases.put(
                "a name that nobody knows",
                new Case(
                        Verdict.NAME_UNKNOWN,
                        p -> mute(p).places
                                .add(new Place(
                                        "east.example:8765",
                                        Set.of("manual"),
                                        false,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Patient.nothing()))));
    }

    private static void strangers(Map<String, Case> cases) {
        cases.put(
                "a web server on that port",
                new Case(Verdict.NOT_A_PEER, p -> p.unlinked().dialled(Cause.NOT_A_PEER, false)));
        cases.put("the predecessor", new Case(Verdict.PREDECESSOR, p -> p.unlinked().worth = Standing.PREDECESSOR));
        cases.put(
                "another server with our identity",
                new Case(Verdict.CLONE, p -> p.unlinked().dialled(Cause.TWIN, false)));
        cases.put(
                "two servers with its identity",
                new Case(Verdict.CLONE, p -> p.alarms = Map.of("twins " + Patient.PEER, "Two running servers …")));
    }

    private static void linkedAndStill(Map<String, Case> cases) {
        cases.put("an hour ahead", new Case(Verdict.CLOCK_OFF, p -> p.clockAhead = Duration.ofHours(1)));
        cases.put("an hour behind", new Case(Verdict.CLOCK_OFF, p -> p.clockAhead = Duration.ofHours(-1)));
        cases.put(
                "a column more",
                new Case(
                        Verdict.SCHEMA_INCOMPATIBLE,
                        p -> p.differences = Map.of("public.product", "different columns")));
        cases.put("expelled", new Case(Verdict.REVOKED, p -> {
            p.unlinked().parting = "this node was revoked by North";
        }));
        cases.put("expelled, and refused when dialled", new Case(Verdict.REVOKED, p -> {
            p.unlinked().dialled(Cause.REVOKED, false);
        }));
        cases.put("its database is away", new Case(Verdict.DATABASE_DOWN, p -> {
            p.unlinked().at(THERE, Answer.CONNECTED, Patient.alive());
            p.parting = "the database is not ready there: unreachable";
        }));
        cases.put("our database is away", new Case(Verdict.DATABASE_DOWN, p -> {
            p.unlinked().at(THERE, Answer.CONNECTED, Patient.alive());
            p.database = new SelfEvidence.Database("unreachable", "db1:5432 refuses");
        }));
        cases.put("changes wait for minutes", new Case(Verdict.BEHIND, p -> {
            p.pending = 7;
            p.stuckMs = 300_000;
        }));
        cases.put(
                "the port answers and the link fails",
                new Case(Verdict.UNCLEAR, p -> p.unlinked().dialled(Cause.OTHER, false)));
    }

    private static Map<String, Case> aboutUs() {
        Map<String, Case> cases = new LinkedHashMap<>();
        ourWork(cases);
        ourNetwork(cases);
        return cases;
    }

    private static void ourWork(Map<String, Case> cases) {
        cases.put("all is well", new Case(Verdict.HEALTHY, p -> {}));
        cases.put("nobody else", new Case(Verdict.ALONE, p -> p.peers = 0));
        cases.put("no engine", new Case(Verdict.NOT_RUNNING, p -> p.state = "absent"));
        cases.put("paused", new Case(Verdict.NOT_RUNNING, p -> p.state = "paused"));
        cases.put("no transport", new Case(Verdict.NOT_RUNNING, p -> {
            p.missing = List.of("transport");
            p.port = new SelfEvidence.Port(0, false, "", "");
        }));
        cases.put(
                "database away",
                new Case(Verdict.DATABASE_DOWN, p -> p.database = new SelfEvidence.Database("unreachable", "refuses")));
        cases.put(
                "a GRANT is missing",
                new Case(
                        Verdict.MISSING_GRANT,
                        p -> p.database = new SelfEvidence.Database(
                                "refused",
                                "role shop may not create schema sync: GRANT CREATE ON DATABASE shop TO shop")));
        cases.put("disk full", new Case(Verdict.DISK_QUOTA, p -> p.disk = "12 MB are left in data"));
    }

    private static void ourNetwork(Map<String, Case> cases) {
        cases.put(
                "port taken",
                new Case(
                        Verdict.PORT_TAKEN,
                        p -> p.port = new SelfEvidence.Port(8765, false, "port 8765 is taken", "node (pid 7)")));
        cases.put(
                "multicast port taken",
                new Case(
                        Verdict.PORT_TAKEN,
                        p -> p.multicast = new SelfEvidence.Multicast(
                                true,
                                "UDP port 5353 can't be shared",
                                true,
                                Optional.empty(),
                                0,
                                "dnsmasq (pid 9)",
                                List.of())));
        cases.put(
                "own announcement lost",
                new Case(
                        Verdict.MULTICAST_BLOCKED,
                        p -> p.multicast = new SelfEvidence.Multicast(
                                true, "listening", false, Optional.of(false), 0, "", List.of())));
        cases.put("the VPN is told", new Case(Verdict.WRONG_INTERFACE, p -> p.network = vpn()));
        cases.put(
                "clock",
                new Case(Verdict.CLOCK_OFF, p -> p.alarms = Map.of("clock", "This server's clock is wrong: 400 s")));
        cases.put("twins", new Case(Verdict.CLONE, p -> p.alarms = Map.of("twins a1", "Two running servers …")));
        cases.put("our id on air", new Case(Verdict.CLONE, p -> p.alarms = Map.of("copy", "presence of …")));
        cases.put("expelled", new Case(Verdict.REVOKED, p -> p.alarms = Map.of("revoked", "North expelled us")));
        cases.put(
                "a table without a key",
                new Case(
                        Verdict.TABLE_NOT_REPLICATED,
                        p -> p.refusedTables = Map.of("public.note", "it has no primary key")));
    }

    @Test
    public void everyCauseOfAPeerLeadsToItsVerdict() {
        aboutPeers().forEach((name, row) -> {
            Diagnosis diagnosis = peer(row);

            assertEquals(name + ": " + diagnosis.finding(), row.verdict(), diagnosis.verdict());
        });
    }

    @Test
    public void everyCauseOfOurOwnLeadsToItsVerdictAndToNoOther() {
        aboutUs().forEach((name, row) -> {
            List<Verdict> verdicts = self(row).stream().map(Diagnosis::verdict).toList();

            assertEquals(name, List.of(row.verdict()), verdicts);
        });
    }

    @Test
    public void everyVerdictIsReached() {
        Set<Verdict> reached = EnumSet.noneOf(Verdict.class);
        aboutPeers().values().forEach(row -> reached.add(row.verdict()));
        aboutUs().values().forEach(row -> reached.add(row.verdict()));

        assertEquals(EnumSet.allOf(Verdict.class), reached);
    }

    @Test
    public void healthyAndMerelyIdleGiveNoAlarm() {
        for (Verdict fine : List.of(Verdict.HEALTHY, Verdict.IDLE, Verdict.LEFT, Verdict.CONNECTING)) {
            assertFalse(fine.label(), fine.isAlarm());
        }
    }

    @Test
    public void whateverIsAnAlarmSaysWhatToDoAndHasALadder() {
        aboutPeers().forEach((name, row) -> checkWhole(name, peer(row)));
        aboutUs().forEach((name, row) -> self(row).forEach(diagnosis -> checkWhole(name, diagnosis)));
    }

    private static void checkWhole(String name, Diagnosis diagnosis) {
        assertEquals(
                name,
                diagnosis.verdict().isAlarm(),
                diagnosis.verdict().isAlarm() && !diagnosis.next().isEmpty());
        assertFalse(name, diagnosis.finding().isBlank());
        assertTrue(name, diagnosis.evidence().size() >= 3);
        diagnosis
                .next()
                .forEach(remedy -> assertEquals(
                        name + ": both systems or none",
                        remedy.linux().isEmpty(),
                        remedy.windows().isEmpty()));
    }

    @Test
    public void aFirewallIsNeverNamedWithoutASignOfLife() {
        for (Answer answer : Answer.values()) {
            for (Neighbour neighbour : List.of(Neighbour.SILENT, Neighbour.NONE)) {
                Patient patient = mute(new Patient()).at(THERE, answer, new Life(neighbour, false, "no sign of life"));

                assertFalse(answer + " " + neighbour, examined(patient).verdict() == Verdict.FIREWALL);
            }
        }
    }

    @Test
    public void anEchoAloneMakesAFirewallLikelyAnAnnouncementMakesItCertain() {
        Patient echo = mute(new Patient())
                .at(THERE, Answer.TIMED_OUT, new Life(Neighbour.NONE, true, "answers an echo request"));
        Patient announced = new Patient().unlinked().at(THERE, Answer.TIMED_OUT, Patient.alive());

        assertEquals(Confidence.LIKELY, examined(echo).confidence());
        assertEquals(Confidence.CERTAIN, examined(announced).confidence());
    }

    @Test
    public void whoReachesTheAddressOfAnotherNodeIsSentToItsOwnFirewall() {
        Patient patient = mute(new Patient())
                .at(THERE, Answer.TIMED_OUT, Patient.nothing())
                .witness(false, State.LINKED, List.of("multicast"), THERE);

        Diagnosis diagnosis = examined(patient);

        assertTrue(diagnosis.finding(), diagnosis.finding().contains("Look at this server's own firewall"));
        assertTrue(diagnosis.finding(), diagnosis.finding().startsWith("North is linked with East"));
    }

    @Test
    public void ourOwnAddressInTheListIsNoClone() {
        for (boolean literal : List.of(true, false)) {
            Patient patient = new Patient().dialled(Cause.SELF, literal);

            assertFalse(examined(patient).verdict() == Verdict.CLONE);
        }
    }

    private static Patient mute(Patient patient) {
        patient.heard = false;
        patient.worth = Standing.UNPROVEN;
        patient.met = "offline";
        return patient.unlinked();
    }

    private static SelfEvidence.Network vpn() {
        return new SelfEvidence.Network(
                "10.8.0.6",
                "VPN or virtual",
                "Selected IP 10.8.0.6 from tun0",
                Optional.of("eth0 (192.168.0.2)"),
                Patient.online());
    }

    private static Diagnosis peer(Case row) {
        Patient patient = new Patient();
        row.change().accept(patient);
        return examined(patient);
    }

    private static Diagnosis examined(Patient patient) {
        return PeerExam.of(patient.peer(), Limits.DEFAULTS);
    }

    private static List<Diagnosis> self(Case row) {
        Patient patient = new Patient();
        row.change().accept(patient);
        return SelfExam.of(patient.self());
    }
}
