package org.multibusiness.sync.network;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.Test;
import org.multibusiness.sync.network.probe.Way;

/** The system's routes are read, and nobody is asked over the network. */
public class RouteReaderTest {
    private static final String LAN = "eth0\t0000A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0";
    private static final String ROUTER = "eth0\t00000000\t0100A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0";
    private static final String VPN = "tun0\t00000000\t0108080A\t0003\t0\t0\t50\t00000000\t0\t0\t0";
    private static final String HALF = "tun0\t00000000\t0208080A\t0003\t0\t0\t0\t00000080\t0\t0\t0";
    private static final String BARE = "ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0";

    @Test
    public void theRouterOfTheDefaultRouteWithTheLeastMetricIsNamed() {
        assertEquals(Optional.of("192.168.0.1"), RouteReader.gateway(List.of(LAN, ROUTER)));
        assertEquals(Optional.of("10.8.8.1"), RouteReader.gateway(List.of(ROUTER, VPN, LAN)));
    }

    @Test
    public void routesToPartsOfTheWorldAndRoutesWithoutARouterNameNone() {
        assertEquals(Optional.empty(), RouteReader.gateway(List.of(LAN, HALF, BARE, "", "what is this")));
    }

    @Test
    public void theWayToThisHostIsKnownAndTheRealTableIsRead() {
        InetAddress loopback = InetAddress.getLoopbackAddress();

        assertEquals(Optional.of(loopback), Way.to(loopback));
        assertTrue(RouteReader.read().stream().noneMatch(route -> route.source().isEmpty()));
    }
}
