package org.multibusiness.sync.api.change;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;

public class VersionedChangeTest {
    private static final OriginId A = new OriginId(new NodeId("aaaaaaaaaaaaaaaa"), 1);
    private static final OriginId B = new OriginId(new NodeId("bbbbbbbbbbbbbbbb"), 1);

    @Test
    public void aChangeSawWhatItsPastCovers() {
        VersionedChange first = change(A, 1, 10, VersionVector.EMPTY);
        VersionedChange knowing = change(B, 1, 11, VersionVector.EMPTY.with(A, 1));
        VersionedChange blind = change(B, 2, 12, VersionVector.EMPTY.with(B, 1));

        assertTrue(knowing.saw(first));
        assertFalse(first.saw(knowing));
        assertFalse(blind.saw(first));
    }

    @Test
    public void changesSortByTimeThenOriginThenNumber() {
        VersionedChange early = change(B, 9, 1, VersionVector.EMPTY);
        VersionedChange tieA = change(A, 2, 2, VersionVector.EMPTY);
        VersionedChange tieB1 = change(B, 1, 2, VersionVector.EMPTY);
        VersionedChange tieB2 = change(B, 2, 2, VersionVector.EMPTY);

        assertEquals(
                List.of(early, tieA, tieB1, tieB2),
                List.of(tieB2, tieB1, tieA, early).stream()
                        .sorted(VersionedChange.TOTAL_ORDER)
                        .toList());
    }

    private static VersionedChange change(OriginId origin, long sequence, long time, VersionVector past) {
        TableLayout layout =
                new TableLayout(new TableName("public", "t"), List.of(new ColumnLayout("id", "integer", true, false)));
        RowChange change = new RowChange(Operation.INSERT, layout, null, new RowImage(Arrays.asList("1")));
        return new VersionedChange(new Dot(origin, sequence), past, new HybridTimestamp(time), change);
    }
}
