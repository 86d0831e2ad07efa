package org.multibusiness.sync.engine;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.network.NetworkSnapshot;
import org.multibusiness.sync.api.transport.PeerLink;

/**
 * Notices that this node lost an address (DHCP gave it another one, a cable was pulled): links that were made from it are dead, and
 * TCP would need half a minute to find out. Used by the loop's thread only.
 */
final class OwnMoves {
    /** Docker bridges and interfaces that nobody gave an address come and go without meaning. */
    private static final int WORTH_FOLLOWING = 10;

    private Set<String> had = Set.of();

    /** Whom to dial anew: the others dial us, when they hear of our new address. */
    List<PeerAddress> look(Optional<NetworkSnapshot> network, Collection<PeerLink> links) {
        Set<String> has = new HashSet<>();
        network.ifPresent(snapshot -> snapshot.interfaces().stream()
                .filter(port -> port.priority() >= WORTH_FOLLOWING)
                .forEach(port -> has.addAll(port.addresses())));
        boolean lost = !has.isEmpty() && !has.containsAll(had);
        had = has.isEmpty() ? had : has;
        return lost
                ? links.stream()
                        .filter(PeerLink::outgoing)
                        .map(PeerLink::address)
                        .distinct()
                        .toList()
                : List.of();
    }
}
