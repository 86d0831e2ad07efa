package org.multibusiness.sync.discovery.multicast;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerCandidate.Standing;
import org.multibusiness.sync.api.network.NetworkPort;
import org.multibusiness.sync.api.network.NetworkSnapshot;
import org.multibusiness.sync.testkit.TestNode;
import org.multibusiness.sync.testkit.TestSecurity;

/** What is written, what is read, and what is refused. */
public class PresenceMessageTest {
    private static final NodeId ID = new NodeId("fbb213cb6067502f");
    private static final Instant NOW = Instant.parse("2026-11-05T22:20:28.123456Z");
    private static final NetworkSnapshot NETWORK = new NetworkSnapshot(
            List.of(
                    new NetworkPort(
                            "wlan0", "Wi-Fi", 100, List.of("192.168.0.114", "fd00::4", "fe80::1%wlan0"), true, ""),
                    new NetworkPort("docker0", "docker", 2, List.of("172.17.0.1"), true, "")),
            List.of(),
            "192.168.0.114",
            "");

    private final ObjectMapper json = new ObjectMapper();
    private final RefusalCounts refusals = new RefusalCounts();
    private final TestSecurity security = new TestSecurity(ID, Lab.KEY);
    private final PresenceReader reader = new PresenceReader(security, refusals);
    private final PresenceWriter writer = new PresenceWriter(node("sync-node-dell"), security, 1_730_000_000_000L);

    @Test
    public void thePredecessorsFieldsComeFirstInItsOrder() throws IOException {
        ObjectNode message = (ObjectNode) json.readTree(writer.presence(NETWORK, NOW, false));

        List<String> names = new ArrayList<>();
        message.fieldNames().forEachRemaining(names::add);
        assertEquals(
                List.of(
                        "type",
                        "nodeId",
                        "nodeName",
                        "ipAddress",
                        "port",
                        "serviceName",
                        "registrationKeyHash",
                        "capabilities",
                        "timestamp",
                        "version",
                        "addresses",
                        "incarnation",
                        "counter",
                        "hmac"),
                names);
        assertEquals("2026-11-05T22:20:28.123Z", message.path("timestamp").asText());
        assertEquals(8765, message.path("port").intValue());
        assertEquals(
                "[\"192.168.0.114\",\"fd00::4\"]", message.path("addresses").toString());
    }

    @Test
    public void whatIsWrittenIsReadAsAuthentic() {
        Presence first = reader.read(writer.presence(NETWORK, NOW, true)).orElseThrow();
        Presence second = reader.read(writer.goodbye(NETWORK, NOW)).orElseThrow();

        assertEquals(Standing.AUTHENTIC, first.standing());
        assertTrue(first.solicits());
        assertFalse(first.goodbye());
        assertEquals(1, first.counter());
        assertEquals(Standing.AUTHENTIC, second.standing());
        assertTrue(second.goodbye());
        assertEquals(2, second.counter());
        assertEquals(1_730_000_000_000L, second.incarnation());
    }

    @Test
    public void aFieldOfALaterVersionIsSealedAndIgnored() throws IOException {
        ObjectNode message = (ObjectNode) json.readTree(writer.presence(NETWORK, NOW, false));
        message.putObject("later").put("x", true).putNull("y");
        message.put("hmac", security.seal(CanonicalForm.of(message)));

        assertEquals(Standing.AUTHENTIC, read(message).orElseThrow().standing());

        message.putObject("later").put("x", false).putNull("y");

        assertEquals(Standing.WRONG_KEY, read(message).orElseThrow().standing());
    }

    @Test
    public void everyChangedFieldBreaksTheSeal() throws IOException {
        byte[] written = writer.presence(NETWORK, NOW, true);
        List<String> names = new ArrayList<>();
        json.readTree(written).fieldNames().forEachRemaining(names::add);
        names.removeAll(List.of("hmac", "serviceName"));
        for (String name : names) {
            ObjectNode message = (ObjectNode) json.readTree(written);
            switch (name) {
                case "type" -> message.put(name, "goodbye");
                case "nodeId" -> message.put(name, "0000000000000001");
                case "port", "counter", "incarnation" ->
                    message.put(name, message.path(name).asLong() + 1);
                case "capabilities", "addresses" -> message.withArray(name).add("more");
                case "solicit" -> message.put(name, false);
                default -> message.put(name, message.path(name).asText() + "x");
            }
            assertEquals(name, Standing.WRONG_KEY, read(message).orElseThrow().standing());
        }
    }

    @Test
    public void theOrderAndSpellingOfTheJsonAreNoMatter() throws IOException {
        ObjectNode written = (ObjectNode) json.readTree(writer.presence(NETWORK, NOW, false));
        List<String> names = new ArrayList<>();
        written.fieldNames().forEachRemaining(names::add);
        ObjectNode turned = json.createObjectNode();
        for (int i = names.size() - 1; i >= 0; i--) {
            turned.set(names.get(i), written.get(names.get(i)));
        }
        String spelled = turned.toPrettyString().replace("sync-node-dell", "sync\\u002dnode\\u002ddell");

        assertEquals(
                Standing.AUTHENTIC,
                reader.read(spelled.getBytes(StandardCharsets.UTF_8))
                        .orElseThrow()
                        .standing());
    }

    @Test
    public void theCanonicalFormIsPinned() throws IOException {
        ObjectNode message =
                (ObjectNode) json.readTree("{\"b\":[1,\"x\"],\"a\":{\"t\":true,\"n\":null},\"hmac\":\"00\"}");

        assertEquals(
                "0000001e" + hex("multi-business-sync presence 1") + "6f00000002" // the label, an object of two
                        + "00000001" + hex("a") + "6f00000002" // a: an object of two
                        + "00000001" + hex("n") + "7a" + "00000001" + hex("t") + "74" // n: null, t: true
                        + "00000001" + hex("b") + "6100000002" // b: an array of two
                        + "6e00000001" + hex("1") + "7300000001" + hex("x"),
                HexFormat.of().formatHex(CanonicalForm.of(message)));
    }

    @Test
    public void aMessageWithoutSealIsThePredecessors() {
        Presence bare = read("{\"type\":\"presence\",\"nodeId\":\"7a6b-uuid\"}").orElseThrow();

        assertEquals(Standing.PREDECESSOR, bare.standing());
        assertEquals(
                "7a6b-uuid",
                bare.candidate(List.of(InetAddress.getLoopbackAddress())).name());
        assertEquals(
                List.of(),
                bare.candidate(List.of(InetAddress.getLoopbackAddress())).addresses());
    }

    @Test
    public void whatIsNoPresenceMessageIsCountedAndRefused() {
        List<String> table = List.of(
                "{",
                "{}",
                "[]",
                "{} {}",
                "{\"type\":\"presence\"}",
                "{\"type\":\"presence\",\"nodeId\":7}",
                "{\"type\":\"question\",\"nodeId\":\"x\"}",
                "{\"type\":\"presence\",\"nodeId\":\"x\",\"nodeId\":\"y\"}",
                "{\"type\":\"presence\",\"nodeId\":\"x\",\"a\":[[[[1]]]]}",
                "{\"type\":\"presence\",\"nodeId\":\"x\",\"a\":\"" + "a".repeat(1_100) + "\"}",
                "{\"type\":\"presence\",\"nodeId\":\"x\",\"a\":" + "1".repeat(30) + "}",
                "{\"type\":\"presence\",\"nodeId\":\"x\",\"" + "a".repeat(70) + "\":1}",
                "{\"type\":\"presence\",\"nodeId\":\"x\",\"hmac\":\"00\"}",
                "{\"type\":\"presence\",\"nodeId\":\"fbb213cb6067502f\",\"hmac\":\"00\",\"incarnation\":1,\"counter\":1}",
                "{\"type\":\"presence\",\"nodeId\":\"fbb213cb6067502f\",\"hmac\":\"00\",\"incarnation\":1,\"port\":1}",
                "{\"type\":\"presence\",\"nodeId\":\"fbb213cb6067502f\",\"hmac\":\"00\",\"load\":0.5}");
        for (int i = 0; i < table.size(); i++) {
            assertEquals(table.get(i), Optional.empty(), read(table.get(i)));
            assertEquals(table.get(i), i + 1, refusals.of(Refusal.MALFORMED));
        }
        assertEquals(Optional.empty(), read(" ".repeat(PresenceReader.LIMIT_BYTES) + "{}"));
        assertEquals(1, refusals.of(Refusal.TOO_LONG));
        assertEquals(Optional.empty(), read("{\"type\":\"presence\",\"nodeId\":\"x\",\"serviceName\":\"printer\"}"));
        assertEquals(1, refusals.of(Refusal.OTHER_SERVICE));
    }

    @Test
    public void deepNesting() {
        String deep = "{\"type\":\"presence\",\"nodeId\":\"x\",\"a\":" + "[".repeat(8_000);
        String deepObjects = "{\"a\":".repeat(1_300);

        assertEquals(Optional.empty(), read(deep));
        assertEquals(Optional.empty(), read(deepObjects));
        assertEquals(2, refusals.of(Refusal.MALFORMED));
    }

    @Test
    public void aDnsMessageIsKnownByItsFirstByte() {
        assertFalse(PresenceReader.looksLikeJson(new byte[] {0, 0, (byte) 0x84, 0, 0, 0, 0, 1}));
        assertFalse(PresenceReader.looksLikeJson(new byte[0]));
        assertTrue(PresenceReader.looksLikeJson("\n {".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    public void aStrangersTextCannotWriteLinesOrTurnThem() {
        Presence presence =
                read("{\"type\":\"presence\",\"nodeId\":\"x\",\"nodeName\":\"a\\nERROR\\u202eb\\u0007\",\"version\":\""
                                + "9".repeat(500) + "\"}")
                        .orElseThrow();

        assertEquals("a?ERROR?b?", presence.name());
        assertEquals(128, presence.version().length());
    }

    @Test
    public void addressesAreTheSourceThenWhatTheMessageSaysIfItCanBeDialled() throws IOException {
        Presence presence =
                read("{\"type\":\"presence\",\"nodeId\":\"x\",\"port\":9000,\"ipAddress\":\"192.168.0.5\",\"addresses\":"
                                + "[\"192.168.0.5\",\"fd00::5\",\"127.0.0.1\",\"0.0.0.0\",\"224.0.0.1\",\"fe80::1\",\"evil.example.org\","
                                + "\"300.1.1.1\",\"169.254.1.1\",7,null]}")
                        .orElseThrow();

        assertEquals(
                "[10.0.0.9:9000, 192.168.0.5:9000, [fd00:0:0:0:0:0:0:5]:9000, 169.254.1.1:9000]",
                presence.candidate(List.of(InetAddress.getByName("10.0.0.9")))
                        .addresses()
                        .toString());
        assertThat(
                presence.candidate(List.of(InetAddress.getLoopbackAddress()))
                        .addresses()
                        .toString(),
                containsString("127.0.0.1:9000"));
        assertEquals(
                new PeerAddress("10.0.0.9", 9000),
                presence.candidate(List.of(InetAddress.getByName("10.0.0.9")))
                        .addresses()
                        .get(0));
    }

    @Test
    public void theCountsAreToldInWords() {
        refusals.count(Refusal.FOREIGN);
        assertEquals("", refusals.toString());

        refusals.count(Refusal.REPLAYED);
        refusals.count(Refusal.REPLAYED);
        refusals.count(Refusal.FORGED);

        assertEquals("1 forged, 2 replayed", refusals.toString());
    }

    private static LateNode node(String name) {
        LateNode node = new LateNode(() -> new TestNode(ID, name, 8765));
        assertTrue(node.ready());
        return node;
    }

    private Optional<Presence> read(ObjectNode message) {
        return read(message.toString());
    }

    private Optional<Presence> read(String text) {
        return reader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
