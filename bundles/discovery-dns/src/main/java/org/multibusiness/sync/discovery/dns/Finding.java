package org.multibusiness.sync.discovery.dns;

import java.util.List;
import java.util.Set;
import org.multibusiness.sync.api.discovery.PeerCandidate;

/**
 * What a look at the domain brought.
 *
 * @param records which records spoke: {@code SRV}, {@code TXT}, {@code A/AAAA} or {@code no}
 * @param candidates where to dial
 * @param seconds how long this may be believed, by the shortest time to live of all records used
 * @param unknown candidates by name of which the name servers didn't say where they are: what was known may still be true
 * @param remarks what was left out and why
 */
record Finding(
        String records, List<PeerCandidate> candidates, long seconds, Set<String> unknown, List<String> remarks) {
    Finding {
        candidates = List.copyOf(candidates);
        unknown = Set.copyOf(unknown);
        remarks = List.copyOf(remarks);
    }
}
