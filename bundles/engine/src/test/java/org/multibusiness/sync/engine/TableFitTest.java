package org.multibusiness.sync.engine;

import static org.junit.Assert.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.schema.Compatibility;
import org.multibusiness.sync.api.schema.SchemaVersion;
import org.multibusiness.sync.core.wire.Message;

/** Both sides show their columns of the tables that differ, and of no others. */
public class TableFitTest {
    private static final NodeId PEER = new NodeId("00000000000000aa");
    private static final TableLayout OURS = table("products", "numeric(10,2)");
    private static final TableLayout THEIRS = table("products", "text");
    private static final TableLayout LATER = table("products", "integer");
    private static final TableLayout EQUAL = table("town", "text");

    private final TableFit fit = new TableFit();
    private final List<Message.Columns> told = new ArrayList<>();

    @Test
    public void theColumnsAreNamedAsSoonAsThePeerShowedThem() {
        hello(List.of(Message.Columns.CAPABILITY), THEIRS, EQUAL);
        assertEquals("fingerprints differ", differences().get("public.products"));

        fit.note(PEER, new Message.Columns(List.of(THEIRS)));

        assertEquals(Map.of("public.products", "column price is numeric(10,2) here, text at east"), differences());
    }

    @Test
    public void oursAreShownOnceAndOnlyThoseThatDiffer() {
        hello(List.of(Message.Columns.CAPABILITY), THEIRS, EQUAL);
        differences();
        differences();

        assertEquals(List.of(new Message.Columns(List.of(OURS))), told);
    }

    @Test
    public void whoCanNotReadThemIsNotShownAny() {
        hello(List.of("sync-v2"), THEIRS);
        differences();

        assertEquals(List.of(), told);
    }

    @Test
    public void onANewLinkTheyAreShownAgain() {
        hello(List.of(Message.Columns.CAPABILITY), THEIRS);
        differences();
        hello(List.of(Message.Columns.CAPABILITY), THEIRS);
        differences();

        assertEquals(2, told.size());
    }

    @Test
    public void columnsThatThePeerHasChangedSinceAreNotNamed() {
        hello(List.of(Message.Columns.CAPABILITY), THEIRS);
        fit.note(PEER, new Message.Columns(List.of(THEIRS)));

        fit.note(PEER, new Message.SchemaChanged(schema(LATER)));

        assertEquals("fingerprints differ", differences().get("public.products"));
    }

    private Map<String, String> differences() {
        Map<TableName, TableLayout> here = Map.of(OURS.table(), OURS, EQUAL.table(), EQUAL);
        TableFit.Ours ours = new TableFit.Ours(TableFitTest::compared, table -> Optional.ofNullable(here.get(table)));
        return fit.differences(PEER, "east", ours, told::add);
    }

    private static Compatibility compared(SchemaVersion there) {
        Map<TableName, String> ours = schema(OURS, EQUAL).fingerprints();
        return new Compatibility(
                0,
                there.fingerprints().entrySet().stream()
                        .filter(table -> !table.getValue().equals(ours.get(table.getKey())))
                        .map(table -> new Compatibility.Difference(table.getKey(), "fingerprints differ"))
                        .toList());
    }

    private void hello(List<String> capabilities, TableLayout... tables) {
        fit.note(
                PEER,
                new Message.Hello(
                        1,
                        PEER,
                        "east",
                        1,
                        new OriginId(PEER, 1),
                        "1.0.0",
                        capabilities,
                        schema(tables),
                        Instant.EPOCH,
                        VersionVector.EMPTY,
                        "",
                        Set.of()));
    }

    private static SchemaVersion schema(TableLayout... tables) {
        TreeMap<TableName, String> fingerprints = new TreeMap<>();
        List.of(tables).forEach(table -> fingerprints.put(table.table(), table.fingerprint()));
        return new SchemaVersion(fingerprints);
    }

    private static TableLayout table(String name, String priceType) {
        return new TableLayout(
                new TableName("public", name),
                List.of(
                        new ColumnLayout("id", "integer", true, false),
                        new ColumnLayout("price", priceType, false, false)));
    }
}
