package org.multibusiness.sync.webconsole;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.Test;
import org.multibusiness.sync.api.engine.SyncStatus.DatabaseView;
import org.multibusiness.sync.api.storage.StorageException;

public class DashboardTest {
    private static final Instant NOW = Instant.parse("2026-11-22T13:03:22.123456Z");

    private final FakeSyncEngine engine = new FakeSyncEngine();
    private final FakeSyncInspection inspection = new FakeSyncInspection();

    @Test
    public void dataHasEverythingThePageShows() throws IOException {
        JsonNode data = data();

        assertEquals("2026-11-22T13:03:22.123Z", data.path("at").textValue());
        assertEquals("good", data.at("/headline/tone").textValue());
        assertEquals("00000000000000a1", data.at("/status/nodeId").textValue());
        assertEquals(12, data.at("/status/peers/0/lagMs").longValue());
        assertEquals("linked", data.at("/nodes/1/state").textValue());
        assertEquals(0, data.path("problems").size());
    }

    @Test
    public void onlyTablesWithSomethingToSayAreListed() throws IOException {
        JsonNode tables = data().path("tables");

        assertEquals(2, tables.path("synced").longValue());
        assertEquals(1, tables.path("notable").size());
        assertEquals("public.product", tables.at("/notable/0/table").textValue());
        assertEquals(5, tables.at("/notable/0/heldChanges").longValue());
    }

    @Test
    public void conflictNamesItsAuthorsAndOnlyThoseThatWroteTheColumn() throws IOException {
        JsonNode conflict = data().at("/conflicts/0");

        assertEquals("public.product", conflict.path("table").textValue());
        assertEquals("42,kg", conflict.path("key").textValue());
        JsonNode price = conflict.at("/points/0");
        assertEquals("12.50", price.path("outcome").textValue());
        assertEquals(List.of("Bakery West", "<b>East</b>", "00000000000000c1"), price.findValuesAsText("node"));
        assertTrue("the deletion has no price", price.at("/sides/2/value").isNull());
    }

    @Test
    public void decisionAboutTheRowTellsWhatEachSideDid() throws IOException {
        JsonNode row = data().at("/conflicts/0/points/1");

        assertEquals("*", row.path("column").textValue());
        assertEquals("kept", row.path("outcome").textValue());
        assertEquals("DELETE", row.at("/sides/3/value").textValue());
    }

    @Test
    public void hugeValuesAreCut() throws IOException {
        inspection.eastsPrice = "9".repeat(1_000_000);

        assertTrue(data().toString().length() < 10_000);
    }

    @Test
    public void databaseThatIsNotReadyIsNotAsked() throws IOException {
        engine.database = new DatabaseView("unreachable", "", "db:5432/shop", "No answer.");

        assertEquals(0, data().path("conflicts").size());
        assertEquals(0, inspection.asked);
    }

    @Test
    public void databaseThatFailsIsAProblemAndTheRestIsShown() throws IOException {
        inspection.failure = new StorageException("The connection was lost.", true, new IllegalStateException());

        JsonNode data = data();

        assertEquals(
                "Conflicts can't be read now: The connection was lost.",
                data.at("/problems/0").textValue());
        assertEquals(2, data.path("nodes").size());
    }

    @Test
    public void withoutEngineThePageSaysSo() throws IOException {
        JsonNode data = json(Dashboard.of(null, null, null, NOW));

        assertEquals("The sync engine is not running", data.at("/headline/text").textValue());
        assertTrue(data.path("status").isNull());
        assertEquals(0, data.path("nodes").size());
    }

    private JsonNode data() throws IOException {
        return json(Dashboard.of(engine, new FakeSyncOperations(), inspection, NOW));
    }

    private static JsonNode json(Dashboard dashboard) throws IOException {
        StringWriter out = new StringWriter();
        dashboard.writeTo(out);
        return new ObjectMapper().readTree(out.toString());
    }
}
