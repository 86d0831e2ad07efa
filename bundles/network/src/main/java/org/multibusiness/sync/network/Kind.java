package org.multibusiness.sync.network;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an interface looks like, by the name the system gives it (Linux, macOS) or the words of its adapter (Windows, where
 * Java calls a VPN adapter {@code eth7}). The order is the order of judgement: a virtual Wi-Fi adapter is virtual, a Docker
 * Ethernet bridge is Docker's.
 */
enum Kind {
    LOOPBACK("loopback", 0, "(?!)", "(?!)"),
    CONTAINER(
            "docker",
            2,
            "docker.*|br-(?!lan).*|veth(?!ernet).*|cni.*|flannel.*|cali.*|cilium.*|podman.*|kube-.*",
            "docker|podman"),
    VIRTUAL(
            "VPN or virtual",
            10,
            "tun.*|tap.*|wg.*|wt\\d.*|ppp.*|utun.*|zt.*|tailscale.*|ham\\d.*|ipsec.*|vti.*|ip_vti.*|gre.*|erspan.*|sit\\d.*"
                    + "|ip6tnl.*|nordlynx.*|proton.*|nebula.*|virbr.*|vnet\\d.*|vmnet.*|vboxnet.*|lxc.*|lxdbr.*|dummy.*|ifb\\d.*"
                    + "|awdl.*|llw.*|anpi.*|gif\\d.*|stf\\d.*",
            "virtual|vpn|tunnel|wintun|tap-|wireguard|zerotier|tailscale|hamachi|anyconnect|fortinet|pangp|miniport|host-only"
                    + "|teredo|isatap|6to4|npcap|loopback"),
    MOBILE("mobile or Bluetooth", 30, "ww.*|rmnet.*|bnep.*", "mobile broadband|cellular|wwan|bluetooth"),
    WIFI("Wi-Fi", 100, "wl.*|wifi.*|ath\\d.*", "wi-?fi|wireless|wlan|802\\.11"),
    ETHERNET("Ethernet", 95, "eth.*|en.*|em\\d.*|p\\d+p\\d+.*|bond.*|team.*|vlan.*", "ethernet|gigabit|gbe"),
    UNKNOWN("unknown kind", 30, "(?!)", "(?!)");

    private final String label;
    private final int priority;
    private final Pattern names;
    private final Pattern words;

    Kind(String label, int priority, String names, String words) {
        this.label = label;
        this.priority = priority;
        this.names = Pattern.compile(names);
        this.words = Pattern.compile(words);
    }

    /** As the operator reads it. */
    String label() {
        return label;
    }

    /** The predecessor's priority of this kind. */
    int priority() {
        return priority;
    }

    /** The first kind that fits; a nameless point-to-point interface is a tunnel. */
    static Kind of(SeenInterface seen) {
        if (seen.loopback()) {
            return LOOPBACK;
        }
        String name = seen.name().toLowerCase(Locale.ROOT);
        String words = seen.displayName().toLowerCase(Locale.ROOT);
        for (Kind kind : values()) {
            if (kind.names.matcher(name).matches() || kind.words.matcher(words).find()) {
                return kind;
            }
        }
        return seen.pointToPoint() ? VIRTUAL : UNKNOWN;
    }
}
