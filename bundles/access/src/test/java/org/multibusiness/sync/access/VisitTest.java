package org.multibusiness.sync.access;

import static org.junit.Assert.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import org.junit.Test;

/** The guard's rules, as a table. */
public class VisitTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final OwnNames NAMES = new OwnNames(Set.of("shop1", "console.shop.example"));

    private static Optional<Refusal> asked(String method, String host, String origin, String site, String mode) {
        return visit(method, host, false, LOOPBACK, origin, site, mode).refusal(NAMES, false);
    }

    /** In the end its Origin, Sec-Fetch-Site and Sec-Fetch-Mode. */
    private static Visit visit(String method, String host, boolean secure, InetAddress local, String... page) {
        return new Visit(method, given(host), given(page[0]), given(page[1]), given(page[2]), secure, local);
    }

    private static Optional<String> given(String header) {
        return Optional.of(header).filter(text -> !text.isEmpty());
    }

    private static void assertHost(boolean ours, String host) {
        assertEquals(host, ours ? Optional.empty() : Optional.of(Refusal.FOREIGN_HOST), asked("GET", host, "", "", ""));
    }

    @Test
    public void onlyOurOwnNamesAreAnswered() {
        for (String ours : new String[] {
            "localhost",
            "LOCALHOST:8080",
            "127.0.0.1:8080",
            "127.0.0.5",
            "[::1]:8080",
            "shop1",
            "Shop1.:8443",
            "console.shop.example"
        }) {
            assertHost(true, ours);
        }
        for (String foreign : new String[] {
            "",
            "evil.example",
            "evil.example:8080",
            "192.0.2.7",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "user@localhost",
            "localhost/x",
            "local host",
            "999.0.0.1",
            "0",
            "2130706433",
            "[::2]",
            "[::1"
        }) {
            assertHost(false, foreign);
        }
    }

    @Test
    public void theAddressThatWasConnectedToIsOurs() throws UnknownHostException {
        InetAddress local = InetAddress.getByName("192.0.2.7");
        Visit visit = visit("GET", "192.0.2.7:8443", true, local, "", "", "");
        assertEquals(Optional.empty(), visit.refusal(NAMES, false));
    }

    @Test
    public void beyondThisMachinePlainHttpIsRefusedUnlessAllowed() throws UnknownHostException {
        Visit visit = visit("GET", "shop1", false, InetAddress.getByName("192.0.2.7"), "", "", "");
        assertEquals(Optional.of(Refusal.PLAIN_HTTP), visit.refusal(NAMES, false));
        assertEquals(Optional.empty(), visit.refusal(NAMES, true));
    }

    @Test
    public void onlyOurOwnPagesChangeAnything() {
        for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH", "X"}) {
            for (String foreign : new String[] {
                "http://evil.example",
                "null",
                "http://localhost",
                "http://localhost:8081",
                "https://localhost:8080x",
                "http://127.0.0.1:8080",
                "file:///x",
                "%"
            }) {
                assertEquals(
                        method + " from " + foreign,
                        Optional.of(Refusal.FOREIGN_PAGE),
                        asked(method, "localhost:8080", foreign, "", ""));
            }
            assertEquals(
                    Optional.empty(), asked(method, "localhost:8080", "http://localhost:8080", "same-origin", "cors"));
            assertEquals(Optional.empty(), asked(method, "localhost:8080", "http://localhost:8080/a/b?c", "", ""));
            assertEquals("a program, no browser", Optional.empty(), asked(method, "localhost:8080", "", "", ""));
        }
    }

    @Test
    public void theUsualPortNeedNotBeSaid() {
        assertEquals(Optional.empty(), asked("POST", "shop1", "http://shop1", "", ""));
        assertEquals(Optional.empty(), asked("POST", "shop1", "https://shop1", "", ""));
        assertEquals(Optional.empty(), asked("POST", "shop1:443", "https://shop1", "", ""));
        assertEquals(Optional.of(Refusal.FOREIGN_PAGE), asked("POST", "shop1:80", "https://shop1", "", ""));
    }

    @Test
    public void aForeignPageMayLinkHereAndDoNothingElse() {
        assertEquals(Optional.empty(), asked("GET", "localhost", "http://evil.example/x", "cross-site", "navigate"));
        assertEquals(
                Optional.of(Refusal.FOREIGN_PAGE),
                asked("POST", "localhost", "http://evil.example", "cross-site", "navigate"));
        assertEquals(Optional.of(Refusal.FOREIGN_PAGE), asked("GET", "localhost", "", "cross-site", "no-cors"));
        assertEquals(Optional.of(Refusal.FOREIGN_PAGE), asked("POST", "localhost", "", "same-site", "cors"));
        assertEquals(Optional.empty(), asked("GET", "localhost", "http://localhost/a", "same-origin", "no-cors"));
    }
}
