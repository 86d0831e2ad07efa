package org.multibusiness.sync.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.conflict.Contribution;

public class SidesTest {
    private static final NodeId A = new NodeId("00000000000000aa");
    private static final NodeId B = new NodeId("00000000000000bb");
    private static final NodeId C = new NodeId("00000000000000cc");
    private static final Dot BY_A = Dot.parse(A + ".1:7");
    private static final Dot BY_B = Dot.parse(B + ".2:3");
    private static final Map<NodeId, String> NAMES = Map.of(A, "west", B, "harbour", C, "head-office");

    private static Contribution side(Dot dot) {
        return new Contribution(dot, Instant.EPOCH, Operation.UPDATE, Map.of(), Map.of());
    }

    private static Sides at(NodeId self) {
        return new Sides(self, NAMES, List.of(side(BY_A), side(BY_B)));
    }

    @Test
    public void aSideIsNamedByTransactionNodeIdOrNodeName() {
        assertThat(at(C).meant(BY_B.toString()), is(BY_B));
        assertThat(at(C).meant(A.value()), is(BY_A));
        assertThat(at(C).meant("harbour"), is(BY_B));
    }

    @Test
    public void localAndRemoteAreSeenFromHere() {
        assertThat(at(A).meant("local"), is(BY_A));
        assertThat(at(A).meant("remote"), is(BY_B));
        assertThat(at(B).meant("local"), is(BY_B));
    }

    @Test
    public void whatIsNoSideOrNoSingleSideIsRefusedWithTheSides() {
        for (String word : List.of("local", "remote", "south", "")) {
            IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> at(C).meant(word));
            assertThat(
                    refused.getMessage(), containsString(BY_A + " (west, UPDATE) and " + BY_B + " (harbour, UPDATE)"));
        }
    }
}
