package org.multibusiness.sync.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;
import org.multibusiness.sync.demo.Branch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Of {@link DoctorIT}: a third branch is found by a domain's records, has a wrong card, a wrong clock, and is killed in the end. */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class DoctorOnDepot {
    @ClassRule
    public static final Ward WARD = Ward.SHARED;

    private static final Logger LOG = LoggerFactory.getLogger(DoctorOnDepot.class);
    private static final int PORT_OF_GUEST = 18_765;

    private Branch a;
    private Branch c;
    private Namespaces wire;

    @Before
    public void name() {
        a = WARD.west();
        c = WARD.depot();
        wire = WARD.wire();
    }

    @Test
    public void t00WhomDigFindsIsLinkedAndTheOwnNameInTheListIsNobody() throws Exception {
        boolean possible = NameService.possible();
        if (!possible) {
            LOG.warn("SKIPPED: the link by DNS needs dnsmasq and dig (apt-get install dnsmasq-base bind9-dnsutils)");
        }
        assumeTrue("needs dnsmasq and dig", possible);
        String server = wire.address(WARD.hostOfWest());
        List<String> records = new ArrayList<>(NameService.naming(a, server));
        records.addAll(NameService.naming(c, wire.address(WARD.hostOfDepot())));
        try (NameService names = new NameService(wire, WARD.hostOfWest(), records.toArray(new String[0]))) {
            Awaitility.await()
                    .atMost(Ward.PATIENCE)
                    .until(() -> names.dig(WARD.hostOfDepot(), "west." + NameService.DOMAIN)
                            .contains(server));
            String services = names.dig(WARD.hostOfDepot(), "SRV", "_multibiz-sync._tcp." + NameService.DOMAIN);
            assertTrue(services, services.contains(a.ports().sync() + " west.shop.test"));
            assertTrue(services, services.contains(c.ports().sync() + " depot.shop.test"));

            Consultation.at(c)
                    .about("west")
                    .awaitOfPeer(
                            Ward.START,
                            "found by DNS",
                            "an SRV record for each, its own too",
                            Set.of("HEALTHY", "IDLE"));
            Consultation.at(c)
                    .about("east")
                    .awaitOver(Ward.PATIENCE, "east was introduced by west, and the own name is nobody");
            assertTrue(Consultation.at(c).examine("").get("healthy").asBoolean());

            String nodes = c.shell("sync:nodes --json");
            assertTrue(nodes, nodes.contains("\"dns\""));
            assertEquals(1, c.log().split("is this node itself", -1).length - 1);
        }
    }

    @Test
    public void t10WhoLooksIntoADomainOnlyIsNobodyWhoseAnnouncementsAreFiltered() throws Exception {
        assumeTrue("needs dnsmasq and dig", NameService.possible());

        // For longer than announcements take.
        Consultation.at(a)
                .about("depot")
                .awaitNoFault(
                        Ward.PATIENCE,
                        "no multicast there",
                        "the depot runs dns alone (SYNC_DISCOVERY), on the same wire",
                        Pattern.compile("depot does not use multicast.*up for ([2-9]\\d|\\d{3,}) s"));
    }

    @Test
    public void t20ACardThatLeadsNowhereIsNamed() throws Exception {
        wire.card(WARD.hostOfDepot(), "docker0", "172.17.0.1/16");
        Ward.configure(c, "network", "interfaces", "docker0");

        JsonNode there = Consultation.at(c)
                .awaitOwn(
                        Ward.PATIENCE,
                        "wrong interface",
                        "interfaces = docker0 (SYNC_INTERFACES), and the shop's network is on eth0",
                        Set.of("WRONG_INTERFACE"));

        String words = Consultation.words(there, "WRONG_INTERFACE");
        assertTrue(words, words.contains("172.17.0.1") && words.contains("eth0 (10.77.0.3"));
        Ward.configure(c, "network", "interfaces", "");
        Consultation.at(c).about("west").awaitOver(Ward.PATIENCE, "interfaces = (all)");
    }

    @Test
    public void t30AWrongClockIsNamedAtBothServers() throws Exception {
        boolean possible = FakeTime.library().isPresent();
        if (!possible) {
            LOG.warn("SKIPPED: the doctor's CLOCK_OFF needs libfaketime");
        }
        assumeTrue("needs libfaketime", possible);
        FakeTime.set(WARD.clockOfDepot(), Duration.ofMinutes(-20));
        String cause = "the clock of depot is set back by 20 min (libfaketime)";

        JsonNode here = Consultation.at(a)
                .about("depot")
                .awaitOfPeer(Ward.PATIENCE, "clock off", cause, Set.of("CLOCK_OFF"), "CERTAIN");
        JsonNode there = Consultation.at(c)
                .about("west")
                .awaitOfPeer(Ward.PATIENCE, "clock off", cause, Set.of("CLOCK_OFF"), "CERTAIN");

        assertTrue(here.toString(), Consultation.words(here, "CLOCK_OFF").contains("s behind this server's"));
        assertTrue(there.toString(), Consultation.words(there, "CLOCK_OFF").contains("s ahead of this server's"));
        FakeTime.set(WARD.clockOfDepot(), Duration.ZERO);
    }

    @Test
    public void t40WhoAnswersAndSaysNothingIsFirstConnectingAndThenUnclear() throws Exception {
        String there = "10.77.0.3:" + PORT_OF_GUEST;
        Process guest = wire.guest(WARD.hostOfDepot(), "mute", String.valueOf(PORT_OF_GUEST));
        try {
            Consultation.at(a)
                    .about(there)
                    .awaitOfPeer(
                            Ward.PATIENCE,
                            "just named",
                            "a program that accepts connections and says nothing, not dialled yet",
                            Set.of("CONNECTING"));
            a.shell("sync:peer-add " + there);
            Consultation.at(a)
                    .about(there)
                    .awaitOfPeer(
                            Ward.PATIENCE,
                            "no link comes about",
                            "a program that accepts connections and says nothing, dialled",
                            Set.of("UNCLEAR"));
        } finally {
            a.shell("sync:peer-remove " + there);
            guest.destroyForcibly();
        }
    }

    @Test
    public void t50AKilledServiceIsDeadAndNoFirewall() throws Exception {
        c.kill();

        Consultation.at(a)
                .about("depot")
                .awaitOfPeer(Ward.PATIENCE, "service killed", "kill -9 there", Set.of("SERVICE_DEAD"));
    }

    @Test
    public void t60ThePredecessorIsNamed() throws Exception {
        Process guest =
                wire.guest(WARD.hostOfDepot(), "announce", "5353", """
            {"type":"presence","nodeId":"fbb213cb6067502f","nodeName":"sync-node-dell-hwandaza","ipAddress":"10.77.0.3",
             "port":8765,"serviceName":"multi-business-sync","registrationKeyHash":"%s",
             "capabilities":["sync-v1","compression","encryption"],"timestamp":"%s","version":"1.0.0"}
            """.formatted("ab".repeat(32), Instant.now()));
        try {
            Consultation.at(a)
                    .await(Ward.PATIENCE, "the predecessor", "its announcement, as it sends it", Set.of("PREDECESSOR"));
        } finally {
            guest.destroyForcibly();
        }
    }
}
