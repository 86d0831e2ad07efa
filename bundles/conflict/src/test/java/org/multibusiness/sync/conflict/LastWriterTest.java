package org.multibusiness.sync.conflict;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.conflict.Candidate;
import org.multibusiness.sync.api.conflict.ConflictColumn;

/** The shipped default policy. */
public class LastWriterTest {
    private static final ConflictColumn PRICE =
            new ConflictColumn(new TableName("public", "products"), "price", "numeric(12,2)");

    private final LastWriter policy = new LastWriter();

    @Test
    public void theLaterValueStaysWhateverTheOrderOfTheCandidates() {
        Candidate early = candidate("aaaaaaaaaaaaaaaa.1:9", 10, "1.00");
        Candidate late = candidate("bbbbbbbbbbbbbbbb.1:2", 11, "2.00");
        assertEquals("2.00", policy.decide(PRICE, List.of(early, late)).value());
        assertEquals("2.00", policy.decide(PRICE, List.of(late, early)).value());
    }

    @Test
    public void equalTimesAreDecidedByOriginSoThatAllNodesAgree() {
        Candidate a = candidate("aaaaaaaaaaaaaaaa.1:9", 10, "1.00");
        Candidate b = candidate("bbbbbbbbbbbbbbbb.1:2", 10, "2.00");
        assertEquals("2.00", policy.decide(PRICE, List.of(b, a)).value());
    }

    @Test
    public void nullIsAValueLikeAnyOther() {
        Candidate value = candidate("aaaaaaaaaaaaaaaa.1:9", 10, "1.00");
        Candidate cleared = candidate("bbbbbbbbbbbbbbbb.1:2", 11, null);
        assertNull(policy.decide(PRICE, List.of(value, cleared)).value());
    }

    private static Candidate candidate(String dot, long timestamp, @Nullable String value) {
        return new Candidate(Dot.parse(dot), new HybridTimestamp(timestamp), "0.00", value);
    }
}
