package org.multibusiness.sync.storage.postgresql.inspect;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.Contribution;
import org.multibusiness.sync.api.storage.StorageInspection.EventRow;
import org.multibusiness.sync.api.storage.StorageInspection.JournaledConflict;
import org.multibusiness.sync.api.storage.StorageInspection.NodeRow;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;
import org.multibusiness.sync.storage.postgresql.apply.Branch;

public final class LogInspectionTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final String ITEM = "CREATE TABLE item (id integer PRIMARY KEY, name text, stock integer)";

    private Branch a;
    private Branch b;
    private LogInspection inspection;

    @Before
    public void twoBranches() throws Exception {
        a = new Branch(SERVER, 0xa, ITEM);
        b = new Branch(SERVER, 0xb, ITEM);
        inspection = new LogInspection(b.database().connections());
        a.run("INSERT INTO item VALUES (1, 'tea', 5)");
        b.fetch(a);
    }

    @Test
    public void aConflictIsReadBackAsItWasDecided() throws Exception {
        a.at("10:00:02").run("UPDATE item SET name = E'a \"quoted\" \\\\ line\\nbreak \\u0001 é'");
        b.at("10:00:01").run("UPDATE item SET name = NULL, stock = 4");
        b.fetch(a);

        List<JournaledConflict> conflicts = inspection.conflicts(false, 10);

        assertThat(conflicts.size(), is(1));
        assertThat(conflicts.get(0).open(), is(false));
        Conflict conflict = conflicts.get(0).conflict();
        assertThat(conflict.kind(), is(ConflictKind.UPDATE_UPDATE));
        assertThat(conflict.key().table(), is(new TableName("public", "item")));
        assertThat(
                conflict.contributions().stream().map(Contribution::after).toList(),
                contains(
                        Map.of("id", "1", "stock", "4"),
                        Map.of("id", "1", "name", "a \"quoted\" \\ line\nbreak \u0001 é", "stock", "5")));
        assertThat(conflict.contributions().get(0).before(), is(Map.of("id", "1", "name", "tea", "stock", "5")));
        assertThat(conflict.decisions().get(0).column(), is("name"));
        assertThat(conflict.decisions().get(0).policy(), is("last-writer"));
        assertThat(inspection.conflicts(true, 10), is(List.of()));
    }

    @Test
    public void eventsAreTheNewestFirstAndTellWhatIsProcessed() throws Exception {
        b.run("UPDATE item SET stock = 6");

        List<EventRow> all = inspection.events(false, "public.*", 10);

        assertThat(
                all.stream()
                        .map(e -> e.operation() + " " + e.recordId() + " " + e.processed() + " " + e.sourceNodeId())
                        .toList(),
                contains("UPDATE 1 false 000000000000000b", "INSERT 1 true 000000000000000a"));
        assertThat(all.get(1).transaction(), is("000000000000000a.1:1"));
        assertThat(inspection.events(true, "*", 10).size(), is(1));
        assertThat(inspection.events(false, "public.other*", 10), is(List.of()));
        assertThat(inspection.events(false, "*", 1).size(), is(1));
    }

    @Test
    public void anOwnEventIsProcessedWhenEveryActiveNodeHasIt() throws Exception {
        NodeId self = new NodeId("000000000000000b");
        NodeId other = new NodeId("000000000000000a");
        inspection.recordNode(node(self, true));
        inspection.recordNode(node(other, true));
        inspection.recordNode(node(new NodeId("000000000000000c"), false));
        VersionVector own = b.run("UPDATE item SET stock = 6").number();
        Long before = inspection.counts().get("unprocessed");

        b.database().log().acknowledged(other, own);

        assertThat(before, is(1L));
        assertThat(inspection.counts().get("unprocessed"), is(0L));
        assertThat(inspection.events(false, "*", 1).get(0).processed(), is(true));
    }

    @Test
    public void nodesAreKeptAndRefreshed() throws Exception {
        NodeRow node = node(new NodeId("00000000000000cc"), true);
        inspection.recordNode(node);
        NodeRow moved = new NodeRow(node.node(), "Harbour", "10.0.0.9", 1, false, "", List.of(), "hash");
        inspection.recordNode(moved);

        NodeRow found = inspection.nodes().stream()
                .filter(n -> n.node().equals(node.node()))
                .findFirst()
                .orElseThrow();

        assertThat(found.name(), is("Harbour"));
        assertThat(found.active(), is(false));
        assertThat(found.lastSeen(), is("2026-01-02T03:04:05.678Z"));
    }

    @Test
    public void heldChangesAreCountedByTable() throws Exception {
        a.database().run("CREATE TABLE extra (id integer PRIMARY KEY)");
        a.database().install();
        a.run("INSERT INTO extra VALUES (1), (2)");
        b.fetch(a);

        Map<String, Long> counts = inspection.counts();

        assertThat(counts.get("held:public.extra"), is(2L));
        assertThat(counts.get("parked"), is(2L));
    }

    private static NodeRow node(NodeId id, boolean active) {
        return new NodeRow(
                id, "Branch", "10.0.0.1", 8765, active, "2026-01-02T03:04:05.678Z", List.of("zstd", "x"), "hash");
    }
}
