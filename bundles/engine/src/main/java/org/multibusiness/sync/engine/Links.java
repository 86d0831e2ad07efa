package org.multibusiness.sync.engine;

import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.multibusiness.sync.api.transport.PeerLink;

/** The links that are up, by the number under which the replica knows them. Used by the loop's thread only. */
final class Links {
    private final Map<Long, PeerLink> byNumber = new LinkedHashMap<>();
    private final IdentityHashMap<PeerLink, Long> numbers = new IdentityHashMap<>();
    private long last;

    long add(PeerLink link) {
        last++;
        byNumber.put(last, link);
        numbers.put(link, last);
        return last;
    }

    Optional<Long> number(PeerLink link) {
        return Optional.ofNullable(numbers.get(link));
    }

    Optional<PeerLink> link(long number) {
        return Optional.ofNullable(byNumber.get(number));
    }

    Optional<Long> remove(PeerLink link) {
        Long number = numbers.remove(link);
        if (number != null) {
            byNumber.remove(number);
        }
        return Optional.ofNullable(number);
    }

    Collection<PeerLink> all() {
        return List.copyOf(byNumber.values());
    }
}
