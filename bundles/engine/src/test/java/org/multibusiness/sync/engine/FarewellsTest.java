package org.multibusiness.sync.engine;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;

/** What a goodbye means that came while there was a link. */
public class FarewellsTest {
    private static final NodeId DEPOT = new NodeId("2222222222222222");
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    private final Farewells farewells = new Farewells();

    @Test
    public void itExplainsALinkThatEndsSoonAfterAndThatOneOnly() {
        farewells.said(DEPOT, T0);
        assertTrue(farewells.explain(DEPOT, T0.plusSeconds(5)));
        assertFalse("the next link", farewells.explain(DEPOT, T0.plusSeconds(6)));
    }

    @Test
    public void itExplainsNothingOnceTheLinkHasOutlivedIt() {
        farewells.said(DEPOT, T0);
        assertFalse(farewells.explain(DEPOT, T0.plusSeconds(10)));
    }
}
