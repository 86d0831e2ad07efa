package org.multibusiness.sync.engine;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.discovery.PeerDiscovery;

/**
 * Notices discoveries that were stopped or replaced: they go without taking back what they said. Used by the loop's thread
 * only.
 */
final class Finders {
    private List<PeerDiscovery> before = List.of();

    /** The names of those that are gone since the last look. One may have a successor of the same name by now. */
    Set<String> gone(List<PeerDiscovery> now) {
        Set<String> gone = before.stream()
                .filter(discovery -> !now.contains(discovery))
                .map(PeerDiscovery::name)
                .collect(Collectors.toSet());
        before = List.copyOf(now);
        return gone;
    }
}
