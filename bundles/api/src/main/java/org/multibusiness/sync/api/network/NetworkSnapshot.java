package org.multibusiness.sync.api.network;

import java.util.List;

/**
 * The interfaces at one moment.
 *
 * @param interfaces those that may be used for sync, best first
 * @param ignored those that may not, with the reason
 * @param chosenAddress the address to advertise: the best interface's; {@code 127.0.0.1} when there is no other
 * @param chosenBecause one sentence for the operator: {@code Selected IP 192.168.0.20 from interface wlan0 (priority 100, Wi-Fi)}
 */
public record NetworkSnapshot(
        List<NetworkPort> interfaces, List<NetworkPort> ignored, String chosenAddress, String chosenBecause) {
    /** Copies the lists. */
    public NetworkSnapshot {
        interfaces = List.copyOf(interfaces);
        ignored = List.copyOf(ignored);
    }
}
