package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;

public final class BatchPlanTest {
    private static final OriginId A = new OriginId(new NodeId("000000000000000a"), 1);
    private static final TableLayout ITEM = new TableLayout(
            new TableName("public", "item"),
            List.of(new ColumnLayout("id", "integer", true, false), new ColumnLayout("v", "text", false, false)));
    private static final Arrival HERE = Arrival.at(new LocalTable(ITEM, Set.of()), ITEM, 1, 1);
    private static final Arrival NOWHERE = Arrival.nowhere("no such table", ITEM, 2, 1);

    private final List<Incoming> batch = new ArrayList<>();

    private void transaction(Arrival arrival, int... rows) {
        long sequence = batch.size() + 1L;
        List<Incoming.Located> located = new ArrayList<>();
        for (int row : rows) {
            RowImage image = new RowImage(List.of("" + row, "value " + sequence));
            RowChange change = new RowChange(Operation.INSERT, ITEM, null, image);
            located.add(new Incoming.Located(arrival, arrival.row(image), change));
        }
        VersionVector past = VersionVector.EMPTY.with(A, sequence - 1);
        HybridTimestamp time = new HybridTimestamp(sequence);
        List<RowChange> changes = located.stream().map(Incoming.Located::change).toList();
        batch.add(new Incoming(
                new ChangeTransaction(new Dot(A, sequence), past, time, Instant.EPOCH, "", changes), located));
    }

    @Test
    public void changesOfARowCoalesce() {
        transaction(HERE, 1, 2);
        transaction(HERE, 1);

        BatchPlan plan = BatchPlan.of(batch, Map.of(), Map.of());

        assertThat(
                plan.rows().stream()
                        .map(row -> row.ref().key() + "x" + row.steps().size())
                        .toList(),
                contains("1x2", "2x1"));
        assertThat(plan.touches(1).get(0).steps(), is(2));
        assertThat(plan.withheld(), is(List.of()));
    }

    @Test
    public void aTableThatDoesNotFitBlocksNobody() {
        transaction(NOWHERE, 1);
        transaction(NOWHERE, 1);
        transaction(HERE, 1);

        BatchPlan plan = BatchPlan.of(batch, Map.of(), Map.of());

        assertThat(plan.withheld().size(), is(2));
        assertThat(plan.withheld().get(0).sqlState(), is(nullValue()));
        assertThat(plan.rows().size(), is(1));
    }

    @Test
    public void whoeverTouchesAParkedRowWaitsWholeAndSoDoFollowers() {
        transaction(HERE, 1);
        transaction(HERE, 1, 2);
        transaction(HERE, 2, 3);
        transaction(HERE, 4);

        BatchPlan plan = BatchPlan.of(batch, Map.of(), Map.of(0, new Refusal("full", "23505")));

        assertThat(plan.rows().stream().map(row -> row.ref().key()).toList(), contains("4"));
        assertThat(
                plan.withheld().stream()
                        .map(w -> w.transaction() + ":" + w.row().key())
                        .toList(),
                contains("0:1", "1:1", "1:2", "2:2", "2:3"));
    }

    @Test
    public void rowsThatAreBlockedBeforeStayBlocked() {
        transaction(HERE, 1, 2);
        transaction(HERE, 3);

        BatchPlan plan = BatchPlan.of(batch, Map.of(new RowRef(1, "2"), Refusal.behind("x:1", "23505")), Map.of());

        assertThat(
                plan.withheld().get(0).reason(), is("waits behind x:1, which changed one of its rows and is parked"));
        assertThat(plan.rows().stream().map(row -> row.ref().key()).toList(), contains("3"));
    }
}
