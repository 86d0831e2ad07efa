package org.multibusiness.sync.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;
import org.multibusiness.sync.demo.Branch;
import org.multibusiness.sync.demo.Cluster;

/** Of {@link DoctorIT}: east is stopped, its port is another program's, its key another one, then there are two of it, and both are expelled. */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class DoctorOnIdentity {
    @ClassRule
    public static final Ward WARD = Ward.SHARED;

    private static Optional<Process> guest = Optional.empty();
    private static Optional<Branch> copy = Optional.empty();

    private Branch a;
    private Branch b;

    @Before
    public void name() {
        a = WARD.west();
        b = WARD.east();
    }

    @AfterClass
    public static void endGuest() {
        guest.ifPresent(Process::destroyForcibly);
    }

    @Test
    public void t00WhoWasStoppedOnPurposeIsNoAlarm() throws Exception {
        b.stop();

        JsonNode found = Consultation.at(a)
                .about("east")
                .await(Ward.PATIENCE, "stopped on purpose", "bin/stop there", Set.of("LEFT"));

        assertEquals("shops close", 0, found.get("exit").asInt());
        copy = Optional.of(WARD.copyOfEast());
    }

    @Test
    public void t10AnotherProgramOnThePortIsNoPeer() throws Exception {
        String there = "10.77.0.12:" + b.ports().sync();
        guest = Optional.of(WARD.wire()
                .guest(WARD.hostOfEast(), "hold", String.valueOf(b.ports().sync())));
        a.shell("sync:peer-add " + there);

        Consultation.at(a)
                .about(there)
                .awaitOfPeer(
                        Ward.PATIENCE,
                        "something else listens",
                        "a web server on the sync port there",
                        Set.of("NOT_A_PEER"));

        a.shell("sync:peer-remove " + there);
    }

    @Test
    public void t20WhoHasThePortIsNamedAtThatServer() throws Exception {
        b.start(Map.of("SYNC_REGISTRATION_KEY", Cluster.key()));

        JsonNode there = Consultation.at(b)
                .awaitOwn(Ward.START, "port taken", "that web server is still there", Set.of("PORT_TAKEN"));

        String holder = Consultation.words(there, "PORT_TAKEN");
        assertTrue(holder, holder.contains("(pid " + guest.orElseThrow().pid() + ")"));
    }

    @Test
    public void t21AnotherKeyIsNamedAtBothServers() throws Exception {
        guest.orElseThrow().destroyForcibly().waitFor();
        String cause = "east was started with another registration key";

        Consultation.at(a).about("east").awaitOfPeer(Ward.PATIENCE, "wrong key", cause, Set.of("WRONG_KEY"), "CERTAIN");
        Consultation.at(b)
                .about("west")
                .awaitOfPeer(Ward.PATIENCE, "wrong key, seen from there", cause, Set.of("WRONG_KEY"));
    }

    @Test
    public void t30ACopiedServerIsNamedAtAllThree() throws Exception {
        Branch twin = copy.orElseThrow();
        b.stop();
        b.start(Map.of());
        twin.start(Map.of());
        String cause =
                "the data folder of east, its database in it, was copied to a third server, and both were started";

        // By no name: the two have different ones.
        Consultation.at(a).awaitOfPeer(Ward.START, "clone", cause, Set.of("CLONE"), "CERTAIN");
        Consultation.at(b).awaitOwn(Ward.PATIENCE, "clone, seen by the original", cause, Set.of("CLONE"));
        Consultation.at(twin).awaitOwn(Ward.PATIENCE, "clone, seen by the copy", cause, Set.of("CLONE"));
    }

    @Test
    public void t40WhoWasExpelledIsNamedAtBothServers() throws Exception {
        String east = new ObjectMapper()
                .readTree(b.shell("sync:status --json"))
                .path("nodeId")
                .asText();
        a.shell("sync:revoke " + east);
        String cause = "sync:revoke of east at west; its copy goes out with it";

        Consultation.at(a).about(east).awaitOfPeer(Ward.PATIENCE, "expelled", cause, Set.of("REVOKED"), "CERTAIN");
        Consultation.at(b).awaitOwn(Ward.PATIENCE, "expelled, seen from there", cause, Set.of("REVOKED"));
    }
}
