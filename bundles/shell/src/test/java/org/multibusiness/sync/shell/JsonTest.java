package org.multibusiness.sync.shell;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.junit.Test;

/** The contract that acceptance scripts read. */
public class JsonTest {
    private final FakeSyncOperations operations = new FakeSyncOperations();
    private final FakeSyncInspection inspection = new FakeSyncInspection();
    private final FakeSyncInbox inbox = new FakeSyncInbox();
    private final Services services = new Services(new FakeSyncEngine(), operations, inspection, inbox, null);

    @Test
    public void statusHasEveryFieldOfTheContract() throws Exception {
        JsonNode status = json(new StatusCommand());

        for (String field : List.of("nodeId", "nodeName", "version", "state")) {
            assertTrue(field, status.path(field).isTextual());
        }
        assertEquals("ready", status.at("/database/state").textValue());
        assertEquals("17.11", status.at("/database/version").textValue());
        assertEquals(7, status.path("vector").path("00000000000000a1.1").longValue());
        JsonNode peer = status.at("/peers/0");
        for (String field : List.of("nodeId", "nodeName", "state", "address", "via", "lastSeen")) {
            assertTrue(field, peer.path(field).isTextual());
        }
        assertEquals(12, peer.path("lagMs").longValue());
        assertEquals(3, peer.path("pendingTransactions").longValue());
        for (String field : List.of("unprocessed", "conflictsOpen", "parked", "alertsActive")) {
            assertTrue(field, status.path("counts").path(field).isIntegralNumber());
        }
        assertEquals("multicast", status.at("/providers/discovery/0").textValue());
        assertEquals("tcp", status.at("/providers/transport/0").textValue());
    }

    @Test
    public void nodesAreAnArrayOfNodeViews() throws Exception {
        JsonNode nodes = json(new NodesCommand());

        assertEquals("Bakery West", nodes.at("/0/nodeName").textValue());
        assertTrue(nodes.at("/0/self").booleanValue());
        assertTrue(nodes.at("/0/via").isArray());
    }

    @Test
    public void identitiesInsideAConflictAreText() throws Exception {
        inspection.conflicts.add(FakeSyncInspection.priceConflict("12.50"));

        JsonNode journaled = json(new ConflictsCommand()).at("/0");

        assertTrue(journaled.path("open").booleanValue());
        assertEquals(
                "{\"table\":\"public.product\",\"key\":\"42,kg\"}",
                journaled.at("/conflict/key").toString());
        assertEquals(
                "00000000000000a1.1:7",
                journaled.at("/conflict/contributions/0/dot").textValue());
        assertEquals(
                "2026-11-22T13:03:09Z",
                journaled.at("/conflict/contributions/0/at").textValue());
        assertEquals("UPDATE_UPDATE", journaled.at("/conflict/kind").textValue());
        assertEquals("12.50", journaled.at("/conflict/decisions/0/value").textValue());
    }

    @Test
    public void commandsThatDoSomethingTellItAsMessages() throws Exception {
        assertEquals(
                "{\"messages\":[\"multicast: announced on eth0 (10.0.0.1)\"]}",
                json(new DiscoverCommand()).toString());
        assertEquals(
                "{\"paused\":true,\"changed\":true}", json(new PauseCommand()).toString());
        assertEquals(
                "{\"paused\":false,\"changed\":true}", json(new ResumeCommand()).toString());
    }

    @Test
    public void jsonIsOneLineOfAsciiSoThatNoTerminalSpoilsIt() throws Exception {
        operations.nodes.add(FakeSyncOperations.node("Bäckerei \u001b[2J\u2028", "alive", "10.0.0.9", List.of(), ""));
        NodesCommand nodes = new NodesCommand();
        nodes.json = true;

        String text = new Screen().run(nodes, services).stripTrailing();

        assertTrue(text, text.chars().allMatch(c -> c >= ' ' && c < 127));
        assertEquals(
                "Bäckerei \u001b[2J\u2028",
                new ObjectMapper().readTree(text).at("/1/nodeName").textValue());
    }

    private JsonNode json(SyncCommand<?> command) throws CommandException, IOException {
        command.json = true;
        return new ObjectMapper().readTree(new Screen().run(command, services));
    }
}
