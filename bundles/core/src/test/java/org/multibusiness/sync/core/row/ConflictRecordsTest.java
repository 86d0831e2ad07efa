package org.multibusiness.sync.core.row;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

import java.util.List;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.Conflict;

public class ConflictRecordsTest {
    private static final OriginId SHOP = new OriginId(new NodeId("aaaaaaaaaaaaaaaa"), 1);
    private static final OriginId BRANCH = new OriginId(SHOP.node(), 1_000_007);
    private static final OriginId OTHER = new OriginId(new NodeId("bbbbbbbbbbbbbbbb"), 1);
    private static final RowImage TEA = Stock.row("tea", "shelf", "1");

    @Test
    public void whatTwoLivesOfOneDatabaseWroteAtOneTimeIsTwoConflicts() {
        VersionedChange theirs = change(OTHER, "green tea", 9, "0".repeat(32));
        VersionedChange first = change(SHOP, "black tea", 8, "1".repeat(32));
        VersionedChange second = change(BRANCH, "mint tea", 8, "2".repeat(32));

        List<Conflict> conflicts = Branch.RESOLVER
                .resolve(Stock.LAYOUT, List.of(theirs, first, second))
                .conflicts();

        assertEquals(3, conflicts.stream().map(Conflict::id).distinct().count());
    }

    @Test
    public void aChangeKeepsItsNameWhenItsHistoryGetsAnother() {
        VersionedChange theirs = change(OTHER, "green tea", 9, "0".repeat(32));
        VersionedChange before = change(SHOP, "black tea", 8, "1".repeat(32));
        VersionedChange after = change(BRANCH, "black tea", 8, "1".repeat(32));

        assertEquals(ConflictRecords.id(theirs, before), ConflictRecords.id(after, theirs));
    }

    @Test
    public void withoutAChainTheDotIsTheName() {
        assertNotEquals(
                ConflictRecords.name(change(SHOP, "black tea", 8, "")),
                ConflictRecords.name(change(BRANCH, "black tea", 8, "")));
    }

    private static VersionedChange change(OriginId origin, String name, long time, String chain) {
        return new VersionedChange(
                new Dot(origin, 1),
                VersionVector.EMPTY,
                new HybridTimestamp(time),
                Stock.change(Stock.LAYOUT, TEA, Stock.row(name, "shelf", "1")),
                chain);
    }
}
