package org.multibusiness.sync.network;

import java.util.Optional;
import java.util.stream.Stream;
import org.multibusiness.sync.api.network.NetworkSnapshot;
import org.multibusiness.sync.api.network.Reach;

/** How far packets get, from the interfaces in use and the default route. Pure. */
final class Judgement {
    private Judgement() {}

    static Reach of(NetworkSnapshot seen, Optional<SeenRoute> route) {
        boolean alone =
                seen.interfaces().stream().allMatch(port -> port.reason().equals(Selection.NOTHING_ELSE));
        if (alone) {
            return new Reach(
                    Reach.State.OFFLINE,
                    "no network card is up with an address: is the cable in, is the Wi-Fi connected?");
        }
        return route.map(way -> new Reach(Reach.State.ONLINE, words(way, seen)))
                .orElseGet(() -> new Reach(
                        Reach.State.LOCAL, "no default route: only branches on the same network can be reached"));
    }

    private static String words(SeenRoute way, NetworkSnapshot seen) {
        String through = Stream.concat(seen.interfaces().stream(), seen.ignored().stream())
                .filter(port -> port.addresses().contains(way.source()))
                .findFirst()
                .map(port -> " through " + port.name())
                .orElse("");
        return "default route" + (way.gateway().isEmpty() ? "" : " by " + way.gateway()) + through + " from "
                + way.source();
    }
}
