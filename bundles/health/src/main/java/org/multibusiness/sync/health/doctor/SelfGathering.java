package org.multibusiness.sync.health.doctor;

import java.io.File;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.multibusiness.sync.api.discovery.LocalNode;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.discovery.PeerDirectory;
import org.multibusiness.sync.api.discovery.PeerDiscovery;
import org.multibusiness.sync.api.doctor.Diagnosis.Subject;
import org.multibusiness.sync.api.doctor.NodeFacts;
import org.multibusiness.sync.api.engine.SyncInspection;
import org.multibusiness.sync.api.engine.SyncStatus;
import org.multibusiness.sync.api.engine.TableView;
import org.multibusiness.sync.api.network.NetworkMonitor;
import org.multibusiness.sync.api.network.NetworkPort;
import org.multibusiness.sync.api.network.NetworkProbe.Protocol;
import org.multibusiness.sync.api.network.NetworkSnapshot;
import org.multibusiness.sync.api.network.Reach;
import org.multibusiness.sync.api.transport.PeerTransport;
import org.multibusiness.sync.core.doctor.SelfEvidence;

/** Evidence about this node. */
final class SelfGathering {
    private static final long LEAST_BYTES = 100L << 20;
    private static final Pattern PORT = Pattern.compile("port (\\d{1,5})");

    private final Sources sources;

    SelfGathering(Sources sources) {
        this.sources = sources;
    }

    SelfEvidence gather() {
        Optional<SyncStatus> status = sources.engine().map(engine -> engine.status());
        SelfEvidence.Port port = port();
        String address = snapshot().map(NetworkSnapshot::chosenAddress).orElse("");
        return new SelfEvidence(
                new Subject(
                        status.map(SyncStatus::nodeId).orElse(""),
                        status.map(SyncStatus::nodeName)
                                .orElse(sources.local().map(LocalNode::name).orElse("this node")),
                        address.isEmpty() ? "" : address + ":" + port.number(),
                        true),
                work(status),
                port,
                network(),
                multicast(),
                Roster.of(sources).size());
    }

    private SelfEvidence.Work work(Optional<SyncStatus> status) {
        SelfEvidence.Database database = status.map(SyncStatus::database)
                .map(view -> new SelfEvidence.Database(view.state(), view.problem()))
                .orElse(new SelfEvidence.Database("absent", "no engine looks after it"));
        return new SelfEvidence.Work(
                status.map(SyncStatus::state).orElse("absent"),
                status.map(SelfGathering::missing).orElse(List.of()),
                database,
                refusedTables(),
                alarms(status),
                disk(status));
    }

    private Map<String, String> alarms(Optional<SyncStatus> status) {
        Map<String, String> alarms =
                new TreeMap<>(sources.facts().map(NodeFacts::alarms).orElse(Map.of()));
        new Hearsay(sources.beacons(), Instant.now())
                .copy(status.map(SyncStatus::nodeId).orElse(""))
                .ifPresent(heard -> alarms.put("copy", heard));
        return alarms;
    }

    /** Discoveries may be missing: then peers are named by hand, or dial us. */
    private static List<String> missing(SyncStatus status) {
        List<String> missing = new ArrayList<>();
        status.providers().forEach((kind, present) -> {
            if (present.isEmpty() && !kind.equals("discovery")) {
                missing.add(kind);
            }
        });
        return missing;
    }

    private Map<String, String> refusedTables() {
        Map<String, String> refused = new TreeMap<>();
        sources.inspection().map(SyncInspection::tables).orElse(List.<TableView>of()).stream()
                .filter(table -> table.state().equals("refused"))
                .forEach(table -> refused.put(table.table(), table.reason()));
        return refused;
    }

    /** What PostgreSQL says when its disk is full (53100), and what is left here. */
    private static String disk(Optional<SyncStatus> status) {
        List<String> attention = status.map(SyncStatus::attention).orElse(List.of());
        Optional<String> full = attention.stream()
                .filter(line -> line.contains("No space left") || line.contains("53100") || line.contains("disk quota"))
                .findFirst();
        if (full.isPresent()) {
            return full.get();
        }
        File data = new File(System.getProperty("karaf.data", System.getProperty("java.io.tmpdir", ".")));
        long left = data.getUsableSpace();
        return data.exists() && left < LEAST_BYTES
                ? (left >> 20) + " MiB are left on the disk of " + data.getPath() + "; at least " + (LEAST_BYTES >> 20)
                        + " MiB are needed to work on."
                : "";
    }

    private SelfEvidence.Port port() {
        Optional<PeerTransport> transport =
                sources.transports.stream().max(Comparator.comparingInt(PeerTransport::port));
        if (transport.isEmpty()) {
            return new SelfEvidence.Port(PeerAddress.DEFAULT_PORT, false, "no transport is installed", "");
        }
        String condition = transport.get().condition();
        int listening = transport.get().port();
        if (listening > 0) {
            return new SelfEvidence.Port(listening, true, condition, "");
        }
        int wanted = number(condition, PeerAddress.DEFAULT_PORT);
        return new SelfEvidence.Port(wanted, false, condition, owner(Protocol.TCP, wanted));
    }

    private String owner(Protocol protocol, int port) {
        return sources.probe().flatMap(probe -> probe.owner(protocol, port)).orElse("");
    }

    private static int number(String text, int otherwise) {
        Matcher found = PORT.matcher(text);
        return found.find() ? Integer.parseInt(found.group(1)) : otherwise;
    }

    private Optional<NetworkSnapshot> snapshot() {
        return sources.network().map(NetworkMonitor::snapshot);
    }

    private SelfEvidence.Network network() {
        return snapshot()
                .map(this::chosen)
                .orElse(new SelfEvidence.Network(
                        "",
                        "",
                        "the network monitor is not installed",
                        Optional.empty(),
                        new SelfEvidence.Reachability(
                                new Reach(Reach.State.OFFLINE, "nobody looks after the network"), List.of())));
    }

    private SelfEvidence.Network chosen(NetworkSnapshot snapshot) {
        Optional<NetworkPort> used = snapshot.interfaces().stream()
                .filter(port -> port.addresses().contains(snapshot.chosenAddress()))
                .findFirst();
        int priority = used.map(NetworkPort::priority).orElse(0);
        Optional<String> better = snapshot.ignored().stream()
                .filter(port -> port.priority() > priority && !port.addresses().isEmpty() && !isDown(port))
                .max(Comparator.comparingInt(NetworkPort::priority))
                .map(port -> port.name() + " (" + port.addresses().get(0) + ", " + port.kind() + ")");
        return new SelfEvidence.Network(
                snapshot.chosenAddress(),
                used.map(NetworkPort::kind).orElse("unknown kind"),
                snapshot.chosenBecause(),
                better,
                new SelfEvidence.Reachability(
                        snapshot.reach(),
                        sources.network().map(NetworkMonitor::transitions).orElse(List.of())));
    }

    private static boolean isDown(NetworkPort port) {
        return port.reason().equals("it is down");
    }

    private SelfEvidence.Multicast multicast() {
        Optional<PeerDiscovery> discovery = sources.discoveries.stream()
                .filter(each -> each.name().equals("multicast"))
                .findFirst();
        if (discovery.isEmpty()) {
            return new SelfEvidence.Multicast(false, "", false, Optional.empty(), 0, "", List.of());
        }
        String condition = discovery.get().condition();
        boolean deaf = condition.contains("can't be shared") || condition.contains(" failed: ");
        long others = sources.directory().map(PeerDirectory::peers).orElse(List.of()).stream()
                .filter(peer -> peer.addresses().stream()
                        .anyMatch(address -> address.provenance().contains("multicast")))
                .count();
        boolean taken = condition.toLowerCase(Locale.ROOT).contains("udp port");
        String owner = deaf && taken ? owner(Protocol.UDP, number(condition, 5353)) : "";
        Hearsay hearsay = new Hearsay(sources.beacons(), Instant.now());
        return new SelfEvidence.Multicast(
                true, condition, deaf, hearsay.own(condition), (int) others, owner, hearsay.refused());
    }
}
