package org.multibusiness.sync.api.discovery;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.Test;

public class PeerAddressTest {
    @Test
    public void hostAndPortAreRead() {
        assertEquals(new PeerAddress("192.168.0.20", 9000), PeerAddress.parse("192.168.0.20:9000"));
        assertEquals(new PeerAddress("branch-2.example", 1), PeerAddress.parse("  branch-2.example:1 "));
        assertEquals(new PeerAddress("filiale_süd", 65535), PeerAddress.parse("filiale_süd:65535"));
    }

    @Test
    public void withoutPortTheDefaultIsMeant() {
        assertEquals(new PeerAddress("localhost", 8765), PeerAddress.parse("localhost"));
        assertEquals(new PeerAddress("::1", 8765), PeerAddress.parse("[::1]"));
        assertEquals(new PeerAddress("fe80::1%eth0", 8765), PeerAddress.parse("fe80::1%eth0"));
        assertEquals(new PeerAddress("2001:db8::7", 8765), PeerAddress.parse("2001:db8::7"));
    }

    @Test
    public void ipv6IsReadInBrackets() {
        assertEquals(new PeerAddress("::1", 9000), PeerAddress.parse("[::1]:9000"));
        assertEquals(new PeerAddress("fe80::1%wlan0", 9000), PeerAddress.parse("[fe80::1%wlan0]:9000"));
        assertEquals(new PeerAddress("::ffff:10.0.0.1", 9000), PeerAddress.parse("[::ffff:10.0.0.1]:9000"));
    }

    @Test
    public void anAddressReadsWhatItWrites() {
        for (String text : List.of("a:1", "10.0.0.1:65535", "[::1]:8765", "[fe80:0:0:0:1:2:3:4%br-lan]:8765")) {
            assertEquals(text, PeerAddress.parse(text).toString());
            assertEquals(
                    PeerAddress.parse(text),
                    PeerAddress.parse(PeerAddress.parse(text).toString()));
        }
    }

    @Test
    public void whatIsNoAddressIsRefusedNamingTheTextAndWhatIsAllowed() {
        for (String text : List.of(
                "",
                " ",
                "host:",
                ":8765",
                "host:0",
                "host:65536",
                "host:-1",
                "host:eight",
                "host:99999999999",
                "my host",
                "my host:1",
                "[]",
                "[]:1",
                "[::1",
                "[::1:9000",
                "::1]:9000",
                "[::1]x",
                "[::1]:",
                "[::1]:x",
                "http://host:8765",
                "host/path",
                "host:1:x",
                "[host:1]:2")) {
            IllegalArgumentException e =
                    assertThrows("'" + text + "'", IllegalArgumentException.class, () -> PeerAddress.parse(text));
            assertTrue(e.toString(), e.toString().contains("'" + text + "'"));
            assertTrue(e.toString(), e.toString().contains("HOST:PORT"));
        }
    }

    @Test
    public void theConstructorChecksToo() {
        assertThrows(IllegalArgumentException.class, () -> new PeerAddress("", 1));
        assertThrows(IllegalArgumentException.class, () -> new PeerAddress("a b", 1));
        assertThrows(IllegalArgumentException.class, () -> new PeerAddress("[::1]", 1));
        assertThrows(IllegalArgumentException.class, () -> new PeerAddress("a", 0));
        assertThrows(IllegalArgumentException.class, () -> new PeerAddress("a", 65536));
    }

    @Test
    public void addressesSortByHostThenPort() {
        List<PeerAddress> sorted = List.of(new PeerAddress("a", 2), new PeerAddress("a", 10), new PeerAddress("b", 1));

        assertEquals(
                sorted,
                List.of(sorted.get(2), sorted.get(1), sorted.get(0)).stream()
                        .sorted()
                        .toList());
    }
}
