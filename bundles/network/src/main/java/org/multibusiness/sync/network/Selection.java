package org.multibusiness.sync.network;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.multibusiness.sync.api.network.NetworkPort;
import org.multibusiness.sync.api.network.NetworkSnapshot;

/** Judges what was seen: which interfaces may be used, in which order, and which address to advertise. Pure. */
final class Selection {
    /** The reason of a loopback interface that was not wanted and is used all the same. */
    static final String NOTHING_ELSE = "there is nothing else";

    private static final int PRIVATE_LAN = 50;
    private static final int LINK_LOCAL = 1;
    private static final Comparator<NetworkPort> BEST_FIRST =
            Comparator.comparingInt(NetworkPort::priority).reversed().thenComparing(NetworkPort::name);
    private static final Comparator<InetAddress> IPV4_FIRST = Comparator.comparing(
                    (InetAddress address) -> !(address instanceof Inet4Address))
            .thenComparing(InetAddress::isLinkLocalAddress);

    private Selection() {}

    /**
     * Every interface that is up, has an address and is wanted; loopback when it is wanted by name, or when there is nothing
     * else, so that two nodes on one host still meet.
     */
    static NetworkSnapshot of(List<SeenInterface> seen, NamePatterns wanted) {
        List<NetworkPort> used = new ArrayList<>();
        List<NetworkPort> ignored = new ArrayList<>();
        for (SeenInterface each : seen) {
            String objection = objection(each, wanted);
            (objection.isEmpty() ? used : ignored).add(port(each, objection));
        }
        String remark = "";
        if (used.isEmpty()) {
            remark = wanted.isEmpty()
                    ? ": no other interface is up with an address, so only nodes on this host can be found"
                    : ": none of interfaces = '" + wanted
                            + "' is up with an address, so only nodes on this host can be found";
            takeLoopback(seen, used, ignored);
        }
        used.sort(BEST_FIRST);
        ignored.sort(BEST_FIRST);
        return chosen(used, ignored, remark);
    }

    private static String objection(SeenInterface seen, NamePatterns wanted) {
        if (!seen.up()) {
            return "it is down";
        }
        if (seen.addresses().isEmpty()) {
            return "it has no address";
        }
        if (!wanted.isEmpty()) {
            return wanted.match(seen) ? "" : "interfaces = '" + wanted + "' doesn't name it";
        }
        return seen.loopback() ? "loopback is used when it is named, or when there is nothing else" : "";
    }

    private static void takeLoopback(List<SeenInterface> seen, List<NetworkPort> used, List<NetworkPort> ignored) {
        for (SeenInterface each : seen) {
            if (each.loopback() && each.up() && !each.addresses().isEmpty()) {
                used.add(port(each, NOTHING_ELSE));
                ignored.removeIf(port -> port.name().equals(each.name()));
            }
        }
    }

    private static NetworkSnapshot chosen(List<NetworkPort> used, List<NetworkPort> ignored, String remark) {
        if (used.isEmpty()) {
            return new NetworkSnapshot(
                    used, ignored, "127.0.0.1", "Selected IP 127.0.0.1: no interface is up, not even loopback");
        }
        NetworkPort best = used.get(0);
        String address = best.addresses().stream()
                .filter(candidate -> !candidate.contains("%"))
                .findFirst()
                .orElse(best.addresses().get(0));
        return new NetworkSnapshot(
                used,
                ignored,
                address,
                "Selected IP " + address + " from interface " + best.name() + " (priority " + best.priority() + ", "
                        + best.kind() + ")" + remark);
    }

    /** The judgement of one interface; an objection takes the place of the reason for its priority. */
    static NetworkPort port(SeenInterface seen, String objection) {
        Kind kind = Kind.of(seen);
        int priority = priority(seen, kind);
        List<String> addresses = seen.addresses().stream()
                .sorted(IPV4_FIRST)
                .map(InetAddress::getHostAddress)
                .toList();
        String reason = objection.isEmpty() ? reason(kind, priority) : objection;
        return new NetworkPort(seen.name(), kind.label(), priority, addresses, seen.multicast(), reason);
    }

    /** The kind decides; the address decides only for an unknown kind, or when nobody gave the interface one. */
    private static int priority(SeenInterface seen, Kind kind) {
        if (seen.linkLocalOnly()) {
            return LINK_LOCAL;
        }
        boolean lan = kind == Kind.UNKNOWN && seen.addresses().stream().anyMatch(Selection::inPrivateLan);
        return lan ? PRIVATE_LAN : kind.priority();
    }

    private static String reason(Kind kind, int priority) {
        return switch (priority) {
            case LINK_LOCAL -> "it has a link-local address only: no DHCP server answered";
            case PRIVATE_LAN -> "its address is in 192.168.0.0/16 or 10.0.0.0/16";
            default -> "it looks like " + kind.label();
        };
    }

    private static boolean inPrivateLan(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean home = (bytes[0] & 0xff) == 192 && (bytes[1] & 0xff) == 168;
        boolean office = bytes[0] == 10 && bytes[1] == 0;
        return address instanceof Inet4Address && (home || office);
    }
}
