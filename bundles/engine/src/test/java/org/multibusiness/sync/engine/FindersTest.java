package org.multibusiness.sync.engine;

import static org.junit.Assert.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.Test;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerDiscovery;

/** Which discoveries stopped. */
public class FindersTest {
    /** Equal to itself only, as services are. */
    private static final class Discovery implements PeerDiscovery {
        private final String name;

        Discovery(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<PeerCandidate> candidates() {
            return List.of();
        }

        @Override
        public void announce() {
            // Nobody hears it.
        }

        @Override
        public String condition() {
            return "";
        }
    }

    private final Finders finders = new Finders();
    private final Discovery multicast = new Discovery("multicast");
    private final Discovery manual = new Discovery("manual");

    @Test
    public void whoWentIsToldOnce() {
        assertEquals(Set.of(), finders.gone(List.of(multicast, manual)));
        assertEquals(Set.of("multicast"), finders.gone(List.of(manual)));
        assertEquals(Set.of(), finders.gone(List.of(manual)));
    }

    @Test
    public void oneThatWasReplacedByItsLikeWentToo() {
        finders.gone(List.of(multicast, manual));
        assertEquals(Set.of("multicast"), finders.gone(List.of(manual, new Discovery("multicast"))));
    }
}
