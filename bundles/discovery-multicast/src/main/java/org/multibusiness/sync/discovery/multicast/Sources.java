package org.multibusiness.sync.discovery.multicast;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a peer's messages came from: each goes out on all its interfaces, by IPv4 and by IPv6, so the same one arrives several
 * times. Kept are the sources of the last message and of the one before, so that it doesn't matter which copy is first.
 *
 * @param counters the last message heard from each
 */
record Sources(Map<InetAddress, Long> counters) {
    private static final int MOST = 4;

    static final Sources NONE = new Sources(Map.of());

    Sources {
        counters = Map.copyOf(counters);
    }

    /** With one more copy; what is older than the message before is forgotten, and so are too many. */
    Sources and(InetAddress source, long counter) {
        Map<InetAddress, Long> all = new LinkedHashMap<>();
        all.put(source, counter);
        counters.forEach((known, last) -> {
            if (last >= counter - 1 && last <= counter && all.size() < MOST) {
                all.putIfAbsent(known, last);
            }
        });
        return new Sources(all);
    }

    /** IPv4 first, as most can reach it; then the latest first. */
    List<InetAddress> bestFirst() {
        return counters.entrySet().stream()
                .sorted(Comparator.comparing(
                                (Map.Entry<InetAddress, Long> entry) -> !(entry.getKey() instanceof Inet4Address))
                        .thenComparing(Map.Entry::getValue, Comparator.reverseOrder())
                        .thenComparing(entry -> entry.getKey().getHostAddress()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
