package org.multibusiness.sync.api.network;

import java.util.List;

/**
 * The interfaces at one moment.
 *
 * @param interfaces those that may be used for sync, best first
 * @param ignored those that may not, with the reason
 * @param chosenAddress the address to advertise: the best interface's; {@code 127.0.0.1} when there is no other
 * @param chosenBecause one sentence for the operator: {@code Selected IP 192.168.0.20 from interface wlan0 (priority 100, Wi-Fi)}
 * @param reach how far packets get
 */
public record NetworkSnapshot(
        List<NetworkPort> interfaces,
        List<NetworkPort> ignored,
        String chosenAddress,
        String chosenBecause,
        Reach reach) {
    /** Copies the lists. */
    public NetworkSnapshot {
        interfaces = List.copyOf(interfaces);
        ignored = List.copyOf(ignored);
    }

    /** Without a look at the routes: as if there were none but those of the interfaces. */
    public NetworkSnapshot(
            List<NetworkPort> interfaces, List<NetworkPort> ignored, String chosenAddress, String chosenBecause) {
        this(
                interfaces,
                ignored,
                chosenAddress,
                chosenBecause,
                new Reach(interfaces.isEmpty() ? Reach.State.OFFLINE : Reach.State.LOCAL, "routes not looked at"));
    }

    /** The same interfaces with this way out. */
    public NetworkSnapshot reaching(Reach changed) {
        return new NetworkSnapshot(interfaces, ignored, chosenAddress, chosenBecause, changed);
    }
}
