package org.multibusiness.sync.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;
import org.multibusiness.sync.demo.Branch;

/** Of {@link DoctorIT}: what goes wrong on the way between two branches. */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class DoctorOnWire {
    @ClassRule
    public static final Ward WARD = Ward.SHARED;

    private static final String NO_ANNOUNCEMENTS_IN = "i udp dport 5353 drop";
    private static final String NO_ANNOUNCEMENTS_OUT = "o udp dport 5353 drop";

    private Branch a;
    private Branch b;
    private Namespaces wire;
    private String hostB;

    @Before
    public void name() {
        a = WARD.west();
        b = WARD.east();
        wire = WARD.wire();
        hostB = WARD.hostOfEast();
    }

    @Test
    public void t20AFirewallIsCertainWhileAnnouncementsAreHeard() throws Exception {
        wire.firewall(hostB, drop("dport"), drop("sport"));

        JsonNode found = await("firewall", "nft drops the sync port there", Set.of("FIREWALL"), "CERTAIN");

        assertEquals("something needs mending", 1, found.get("exit").asInt());
    }

    @Test
    public void t30AFirewallIsLikelyWhenOnlyTheWireShowsLife() throws Exception {
        wire.firewall(hostB, drop("dport"), drop("sport"), NO_ANNOUNCEMENTS_IN, NO_ANNOUNCEMENTS_OUT);

        await("firewall", "nft drops the sync port and announcements there", Set.of("FIREWALL"), "LIKELY");
    }

    @Test
    public void t40OneWayIsNamedWhenOnlyTheOtherCanDial() throws Exception {
        wire.firewall(hostB, drop("dport"));

        await("one way", "nft drops what comes in to the sync port there, not what goes out", Set.of("ONE_WAY"));
    }

    @Test
    public void t50BlockedMulticastIsNamedWhileTheLinkStays() throws Exception {
        wire.firewall(hostB, NO_ANNOUNCEMENTS_IN, NO_ANNOUNCEMENTS_OUT);

        JsonNode found =
                await("multicast filtered", "nft drops UDP 5353 there, both ways", Set.of("MULTICAST_BLOCKED"));

        assertTrue(
                found.toString(), Consultation.words(found, "MULTICAST_BLOCKED").contains("linked by TCP"));
    }

    @Test
    public void t51AnAddressThatWasTypedInAndIsOldIsNamed() throws Exception {
        wire.firewall(hostB);
        a.shell("sync:peer-add 10.77.0.2:" + b.ports().sync());
        wire.readdress(hostB, "10.77.0.2", "10.77.0.12");

        await("address changed", "ip addr there; the old one was typed in here", Set.of("ADDRESS_CHANGED"));

        a.shell("sync:peer-remove 10.77.0.2:" + b.ports().sync());
        Consultation.at(a).about("east").awaitOver(Ward.PATIENCE, "the old one was taken from the list");
    }

    @Test
    public void t52WhoStopsItsMulticastIsNobodyWhoseAnnouncementsAreFiltered() throws Exception {
        Ward.configure(b, "discovery.choice", "discoveries", "manual");

        Consultation.at(a)
                .about("east")
                .awaitNoFault(
                        Ward.PATIENCE,
                        "multicast stopped there",
                        "SYNC_DISCOVERY = manual there, while the link stays",
                        Pattern.compile("east does not use multicast.*looks for others by manual"));

        Ward.configure(b, "discovery.choice", "discoveries", "multicast,manual");
        Consultation.at(a)
                .about("east")
                .awaitNoFault(
                        Ward.PATIENCE, "multicast again", "multicast,manual again", Pattern.compile("by multicast"));
    }

    @Test
    public void t60WhoHasTheMulticastPortIsNamedAtThatServer() throws Exception {
        Process guest = wire.guest(hostB, "hold-udp", "15353");
        try {
            wire.awaitUdp(hostB, 15_353);
            Ward.configure(b, "discovery.multicast", "multicast.port", "15353");

            JsonNode there = Consultation.at(b)
                    .awaitOwn(
                            Ward.PATIENCE,
                            "UDP port taken",
                            "another program has bound it for itself; the link stays",
                            Set.of("PORT_TAKEN"),
                            "CERTAIN");

            String holder = Consultation.words(there, "PORT_TAKEN");
            assertTrue(holder, holder.contains("(pid " + guest.pid() + ")"));
            assertTrue(
                    b.shell("sync:nodes --json"), b.shell("sync:nodes --json").contains("\"linked\""));
        } finally {
            guest.destroyForcibly();
            Ward.configure(b, "discovery.multicast", "multicast.port", "5353");
        }
        Consultation.at(a).about("east").awaitOver(Ward.PATIENCE, "multicast.port = 5353 again");
    }

    @Test
    public void t70AnUnpluggedServerIsSilentAndNoFirewall() throws Exception {
        wire.unplug(hostB);
        await("unplugged", "its cable is out of the switch", Set.of("HOST_SILENT"));

        wire.plug(hostB);
        Consultation.at(a).about("east").awaitOver(Ward.PATIENCE, "the cable is in again");
    }

    private String drop(String end) {
        return "i tcp " + end + " { " + a.ports().sync() + ", " + b.ports().sync() + " } drop";
    }

    private JsonNode await(String trouble, String cause, Set<String> wanted, String... sure) {
        return Consultation.at(a).about("east").awaitOfPeer(Ward.PATIENCE, trouble, cause, wanted, sure);
    }
}
