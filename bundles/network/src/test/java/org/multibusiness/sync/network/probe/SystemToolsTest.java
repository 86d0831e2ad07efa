package org.multibusiness.sync.network.probe;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.util.Optional;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.network.NetworkProbe.Neighbour;
import org.multibusiness.sync.api.network.NetworkProbe.Protocol;

/** What the systems' tools print, word for word. */
public class SystemToolsTest {
    private static final String TCP = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 00000000:223D 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 84711 1 0000000000000000 100 0 0 10 0
               1: 0100007F:223D 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 84712 1 0000000000000000 20 4 30 10 -1
               2: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000   999        0 84713 1 0000000000000000 100 0 0 10 0
            """;
    private static final String NETSTAT = """

            Aktive Verbindungen

              Proto  Lokale Adresse         Remoteadresse          Status           PID
              TCP    0.0.0.0:8765           0.0.0.0:0              ABHÖREN         4711
              TCP    192.168.0.2:8765       192.168.0.3:51334      HERGESTELLT     4712
              TCP    [::]:8765              [::]:0                 ABHÖREN         4711
              UDP    0.0.0.0:5353           *:*                                    1404
            """;

    @Test
    public void onlyAReachableNeighbourAnswers() {
        assertEquals(
                Neighbour.ANSWERS,
                Neighbours.linux("192.168.0.3 dev eth0 lladdr 02:00:00:00:00:03 REACHABLE\n")
                        .neighbour());
        assertEquals(
                Neighbour.SILENT,
                Neighbours.linux("192.168.0.3 dev eth0 FAILED\n").neighbour());
        assertEquals(Neighbour.NONE, Neighbours.linux("").neighbour());
        assertEquals(
                Neighbour.NONE,
                Neighbours.linux("192.168.0.3 dev eth0 lladdr 02:00:00:00:00:03 STALE\n")
                        .neighbour());
    }

    @Test
    public void aStaleNeighbourIsAskedAgain() {
        assertFalse(Neighbours.linux("192.168.0.3 dev eth0 lladdr 02:00:00:00:00:03 STALE\n")
                .settled());
        assertFalse(Neighbours.linux("192.168.0.3 dev eth0 INCOMPLETE\n").settled());
    }

    @Test
    public void windowsListsWhoAnsweredByItsAddress() {
        String printed = """

                Schnittstelle: 192.168.0.2 --- 0x5
                  Internetadresse       Physische Adresse     Typ
                  192.168.0.30          02-00-00-00-00-30     dynamisch
                  192.168.0.3           02-00-00-00-00-03     dynamisch
                """;

        assertEquals(
                Neighbour.ANSWERS, Neighbours.windows(printed, "192.168.0.3").neighbour());
        assertEquals(Neighbour.NONE, Neighbours.windows(printed, "192.168.0.4").neighbour());
    }

    @Test
    public void aListeningSocketIsFoundByItsPortAndNotTheConnectionsOnIt() {
        assertEquals(Set.of(new ProcNet.Bound(84711, 1000)), ProcNet.bound(TCP, Protocol.TCP, 8765));
        assertEquals(Set.of(), ProcNet.bound(TCP, Protocol.TCP, 8766));
    }

    @Test
    public void windowsNamesTheProcessInAnyLanguage() {
        assertEquals(Set.of("4711"), Netstat.owners(NETSTAT, Protocol.TCP, 8765));
        assertEquals(Set.of("1404"), Netstat.owners(NETSTAT, Protocol.UDP, 5353));
        assertEquals(
                Optional.of("java.exe"), Netstat.program("\"java.exe\",\"4711\",\"Services\",\"0\",\"120.000 K\"\n"));
        assertEquals(Optional.empty(), Netstat.program("INFORMATION: Es werden keine Aufgaben ausgeführt.\n"));
    }
}
