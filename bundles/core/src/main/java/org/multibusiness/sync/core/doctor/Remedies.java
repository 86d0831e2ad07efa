package org.multibusiness.sync.core.doctor;

import java.util.ArrayList;
import java.util.List;
import org.multibusiness.sync.api.doctor.Remedy;
import org.multibusiness.sync.api.doctor.Remedy.Place;

/** What to do, with the exact commands for both systems. Commands begin in the installation's folder. */
final class Remedies {
    private static final String FIREWALL_LINUX = "sudo bin/configure-sync-firewall.sh";
    private static final String FIREWALL_WINDOWS = ".\\bin\\configure-sync-firewall.ps1";

    private Remedies() {}

    /** A command of the sync shell. */
    static Remedy shell(Place place, String what, String command) {
        return new Remedy(place, what, "bin/client '" + command + "'", "bin\\client.bat \"" + command + "\"");
    }

    static Remedy words(Place place, String what) {
        return new Remedy(place, what, "", "");
    }

    /** Ends most remedies: proof that it worked. */
    static Remedy lookAgain() {
        return shell(Place.HERE, "look again", "sync:doctor");
    }

    static List<Remedy> startService() {
        return List.of(
                new Remedy(
                        Place.THERE,
                        "see whether the service runs, and start it",
                        "bin/status || bin/start",
                        "bin\\status.bat; bin\\start.bat"),
                shell(Place.THERE, "if it runs, ask it which port it listens on", "sync:doctor"));
    }

    static List<Remedy> openFirewall(Place first, String host, int port) {
        Place second = first == Place.HERE ? Place.THERE : Place.HERE;
        return List.of(openFirewall(first), openFirewall(second), tryPort(host, port), lookAgain());
    }

    private static Remedy openFirewall(Place place) {
        return new Remedy(
                place,
                "see what the firewall lacks, then open it",
                FIREWALL_LINUX + " --check; " + FIREWALL_LINUX,
                FIREWALL_WINDOWS + " -Check; " + FIREWALL_WINDOWS);
    }

    private static Remedy tryPort(String host, int port) {
        return new Remedy(
                Place.HERE,
                "try the port by hand; it should connect at once",
                "nc -vz -w 3 " + host + " " + port,
                "Test-NetConnection " + host + " -Port " + port);
    }

    static List<Remedy> silentHost(String host) {
        return List.of(
                words(
                        Place.THERE,
                        "is the server switched on, its cable or Wi-Fi connected, and on the network that is meant?"),
                new Remedy(Place.HERE, "see whether it answers at all", "ping -c 3 " + host, "ping " + host),
                new Remedy(Place.THERE, "look up its addresses", "ip -brief address", "ipconfig"),
                shell(Place.HERE, "if it has another address, name that", "sync:peer-add HOST"));
    }

    static List<Remedy> openMulticast(int port) {
        return List.of(
                openFirewall(Place.HERE),
                openFirewall(Place.THERE),
                words(
                        Place.HERE,
                        "switches and Wi-Fi access points: turn off 'IGMP snooping without querier', 'AP isolation' and 'multicast filter'"),
                new Remedy(
                        Place.HERE,
                        "watch announcements arrive",
                        "sudo tcpdump -ni any udp port " + port,
                        "pktmon start --capture -p " + port),
                shell(
                        Place.HERE,
                        "until then a peer that is named by hand needs no announcements",
                        "sync:peer-add HOST"));
    }

    /** Before anything is opened: perhaps nothing is sent. */
    static List<Remedy> askForMulticast(int port) {
        List<Remedy> steps = new ArrayList<>(
                List.of(shell(Place.THERE, "see whether multicast runs there (SYNC_DISCOVERY)", "sync:discover")));
        steps.addAll(openMulticast(port));
        return steps;
    }

    static List<Remedy> sameKey() {
        return List.of(
                new Remedy(
                        Place.HERE,
                        "copy the key of the server that is right to the other one (or set the same SYNC_REGISTRATION_KEY on both)",
                        "scp etc/sync.key HOST:FOLDER/etc/sync.key",
                        "copy etc\\sync.key \\\\HOST\\SHARE\\etc\\sync.key"),
                new Remedy(
                        Place.THERE,
                        "restart the service there",
                        "bin/stop; bin/start",
                        "bin\\stop.bat; bin\\start.bat"),
                lookAgain());
    }

    static List<Remedy> chooseInterface(Place place) {
        return List.of(
                new Remedy(place, "see which interface the shop's network is on", "ip -brief address", "ipconfig"),
                words(
                        place,
                        "name it: interfaces = NAME in etc/org.multibusiness.sync.network.cfg (or SYNC_INTERFACES); it counts at"
                                + " once"),
                shell(place, "see what is advertised now", "sync:status"));
    }

    static List<Remedy> newAddress(String stale, String current) {
        return List.of(
                shell(Place.HERE, "name the new address", "sync:peer-add " + current),
                shell(
                        Place.HERE,
                        "forget the old one (one from SYNC_PEERS is removed there)",
                        "sync:peer-remove " + stale),
                words(Place.THERE, "give the server a fixed address in the router, so that it keeps it"));
    }

    static List<Remedy> separateClone() {
        return List.of(
                words(Place.THERE, "decide which of the two is the copy, and stop the service there"),
                new Remedy(
                        Place.THERE,
                        "take the copied identity away; it gets its own at the next start",
                        "rm data/sync/identity/node.pem",
                        "del data\\sync\\identity\\node.pem"),
                words(
                        Place.THERE,
                        "if its database was copied, too: node.adopt-log = NODEID in etc/org.multibusiness.sync.engine.cfg, then"
                                + " start it"));
    }

    static List<Remedy> setClock(Place place) {
        return List.of(
                new Remedy(
                        place,
                        "set the clock by the network",
                        "sudo timedatectl set-ntp true; timedatectl",
                        "w32tm /resync; w32tm /query /status"),
                new Remedy(
                        place == Place.HERE ? Place.THERE : Place.HERE,
                        "compare with the other server's",
                        "date -u",
                        "Get-Date -AsUTC"));
    }

    static List<Remedy> freePort(String protocol, int port) {
        String tcp = protocol.equals("TCP") ? "t" : "u";
        return List.of(
                new Remedy(
                        Place.HERE,
                        "see who has it",
                        "sudo ss -ln" + tcp + "p 'sport = :" + port + "'",
                        "netstat -ano | findstr :" + port),
                protocol.equals("TCP")
                        ? words(
                                Place.HERE,
                                "stop that program, or set SYNC_PORT to another port here; peers that were told the old one need the"
                                        + " new one")
                        : words(
                                Place.HERE,
                                "stop that program or let it share the port, or set SYNC_MULTICAST_PORT to another one on all"
                                        + " servers; peers named in SYNC_PEERS are reached all the same"));
    }

    static List<Remedy> mendDatabase(Place place) {
        return List.of(
                new Remedy(
                        place,
                        "see whether the database runs",
                        "systemctl status postgresql",
                        "Get-Service postgresql*"),
                shell(place, "see what the node says about it", "sync:status"));
    }

    static List<Remedy> makeRoom() {
        return List.of(
                new Remedy(Place.HERE, "see which disk is full", "df -h", "Get-PSDrive -PSProvider FileSystem"),
                words(
                        Place.HERE,
                        "make room, or let the log keep less: retention.max in etc/org.multibusiness.sync.storage.postgresql.cfg"));
    }
}
