package org.multibusiness.sync.core.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.multibusiness.sync.api.doctor.Diagnosis;
import org.multibusiness.sync.api.doctor.EvidenceStep;
import org.multibusiness.sync.api.doctor.Remedy.Place;
import org.multibusiness.sync.api.doctor.Verdict;
import org.multibusiness.sync.api.network.NetworkTransition;
import org.multibusiness.sync.api.network.Reach;
import org.multibusiness.sync.core.doctor.SelfEvidence.Multicast;
import org.multibusiness.sync.core.doctor.SelfEvidence.Work;

/** What is the matter with this node itself. */
public final class SelfExam {
    private static final int MOST_TABLES = 5;

    private SelfExam() {}

    /** Every cause that shows, the most fundamental first; {@link Verdict#HEALTHY} or {@link Verdict#ALONE} when none does. */
    public static List<Diagnosis> of(SelfEvidence evidence) {
        List<EvidenceStep> ladder = ladder(evidence);
        return findings(evidence).stream()
                .map(finding -> finding.with(evidence.subject(), ladder))
                .toList();
    }

    private static List<Finding> findings(SelfEvidence self) {
        List<Finding> found = new ArrayList<>();
        work(self.work()).ifPresent(found::add);
        database(self.work()).ifPresent(found::add);
        disk(self.work()).ifPresent(found::add);
        port(self).ifPresent(found::add);
        network(self).ifPresent(found::add);
        alarms(self.work().alarms()).forEach(found::add);
        multicast(self.multicast()).ifPresent(found::add);
        tables(self.work()).ifPresent(found::add);
        if (found.isEmpty()) {
            found.add(self.peers() == 0 ? alone() : healthy(self));
        }
        return found;
    }

    private static Finding healthy(SelfEvidence self) {
        return Finding.certain(
                Verdict.HEALTHY,
                "This node is at work on port " + self.port().number() + "; it knows "
                        + (self.peers() == 1 ? "one other node." : self.peers() + " other nodes."),
                List.of());
    }

    private static Finding alone() {
        return Finding.certain(
                Verdict.ALONE,
                "This node is at work, and has never heard of another one. Is the service started on the other servers, with the"
                        + " same registration key, and are they on the same network? Else name them by hand.",
                List.of(
                        Remedies.shell(Place.HERE, "call again", "sync:discover"),
                        Remedies.shell(Place.HERE, "name the other server", "sync:peer-add HOST"),
                        Remedies.shell(Place.THERE, "ask the other server, too", "sync:doctor")));
    }

    private static Optional<Finding> work(Work work) {
        if (work.state().equals("absent")) {
            return Optional.of(notRunning("The sync engine does not run here.", "feature:list | grep sync"));
        }
        if (!work.missing().isEmpty()) {
            return Optional.of(notRunning(
                    "This node waits for a part that is not there: " + String.join(", ", work.missing()) + ".",
                    "feature:list | grep sync"));
        }
        return work.state().equals("paused")
                ? Optional.of(
                        notRunning("This node was paused by an operator: nothing is sent or applied.", "sync:resume"))
                : Optional.empty();
    }

    private static Finding notRunning(String text, String command) {
        return Finding.certain(
                Verdict.NOT_RUNNING,
                text,
                List.of(
                        Remedies.shell(Place.HERE, "mend that", command),
                        Remedies.shell(Place.HERE, "read why", "log:display")));
    }

    static Optional<Finding> database(Work work) {
        String problem = work.database().problem();
        if (work.database().isReady() || work.state().equals("absent")) {
            return Optional.empty();
        }
        if (lacksGrant(problem)) {
            return Optional.of(Finding.certain(
                    Verdict.MISSING_GRANT,
                    "The database role lacks a privilege: " + problem,
                    List.of(
                            Remedies.words(
                                    Place.HERE, "run the GRANT above as the database's owner or a superuser (psql)"),
                            Remedies.shell(Place.HERE, "see whether it was enough", "sync:status"))));
        }
        return Optional.of(Finding.certain(
                Verdict.DATABASE_DOWN,
                "The database here is " + work.database().state() + ". " + problem,
                Remedies.mendDatabase(Place.HERE)));
    }

    private static boolean lacksGrant(String problem) {
        String text = problem.toLowerCase(Locale.ROOT);
        return text.contains("grant ") || text.contains("lacks a privilege") || text.contains("permission denied");
    }

    private static Optional<Finding> disk(Work work) {
        return work.disk().isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.certain(Verdict.DISK_QUOTA, work.disk(), Remedies.makeRoom()));
    }

    private static Optional<Finding> port(SelfEvidence self) {
        SelfEvidence.Port port = self.port();
        if (port.listening()
                || self.work().missing().contains("transport")
                || self.work().state().equals("absent")) {
            return Optional.empty();
        }
        String by = port.owner().isEmpty() ? "" : " It is taken by " + port.owner() + ".";
        return Optional.of(new Finding(
                Verdict.PORT_TAKEN,
                port.owner().isEmpty() ? Diagnosis.Confidence.LIKELY : Diagnosis.Confidence.CERTAIN,
                "No links can be accepted on TCP port " + port.number() + "." + by + " " + port.condition(),
                Remedies.freePort("TCP", port.number())));
    }

    static Optional<Finding> network(SelfEvidence self) {
        SelfEvidence.Network network = self.network();
        return network.better()
                .map(better -> Finding.likely(
                        Verdict.WRONG_INTERFACE,
                        "The others are told " + network.address() + " (" + network.kind() + "), although " + better
                                + " looks like the shop's network. " + network.because(),
                        Remedies.chooseInterface(Place.HERE)));
    }

    private static List<Finding> alarms(Map<String, String> alarms) {
        List<Finding> found = new ArrayList<>();
        new TreeMap<>(alarms).forEach((topic, text) -> {
            if (topic.equals("clock")) {
                found.add(clock(text));
            } else if (topic.startsWith("twins ")) {
                found.add(Finding.certain(Verdict.CLONE, text, Remedies.separateClone()));
            } else if (topic.equals("copy")) {
                found.add(Finding.likely(
                        Verdict.CLONE,
                        "Another server announces itself with this node's identity: one was copied from the other, or"
                                + " somebody replays what this node once sent. Heard: " + text + ".",
                        Remedies.separateClone()));
            } else if (topic.equals("revoked")) {
                found.add(Finding.certain(
                        Verdict.REVOKED,
                        text,
                        List.of(Remedies.shell(Place.THERE, "see who expelled it, and why", "sync:audit"))));
            }
        });
        return found;
    }

    private static Finding clock(String text) {
        return text.startsWith("This server's clock is wrong")
                ? Finding.certain(Verdict.CLOCK_OFF, text, Remedies.setClock(Place.HERE))
                : Finding.likely(Verdict.CLOCK_OFF, text, Remedies.setClock(Place.HERE));
    }

    private static Optional<Finding> multicast(Multicast multicast) {
        if (!multicast.installed()) {
            return Optional.empty();
        }
        if (multicast.deaf()) {
            String by = multicast.owner().isEmpty() ? "" : " The port is held by " + multicast.owner() + ".";
            return Optional.of(Finding.certain(
                    Verdict.PORT_TAKEN,
                    "Announcements can't be heard here: " + multicast.condition() + "." + by,
                    Remedies.freePort("UDP", 5353)));
        }
        return multicast.own().filter(own -> !own).isPresent()
                ? Optional.of(Finding.likely(
                        Verdict.MULTICAST_BLOCKED,
                        "This node's own announcements do not come back to it: " + multicast.condition()
                                + ". A firewall of this server, or no interface that carries multicast.",
                        Remedies.openMulticast(5353)))
                : Optional.empty();
    }

    private static Optional<Finding> tables(Work work) {
        if (work.refusedTables().isEmpty()) {
            return Optional.empty();
        }
        List<String> lines = new TreeMap<>(work.refusedTables())
                .entrySet().stream()
                        .limit(MOST_TABLES)
                        .map(table -> table.getKey() + ": " + table.getValue())
                        .toList();
        int more = work.refusedTables().size() - lines.size();
        return Optional.of(Finding.certain(
                Verdict.TABLE_NOT_REPLICATED,
                "What is written to these tables stays here. " + String.join("; ", lines)
                        + (more > 0 ? "; and " + more + " more" : ""),
                List.of(Remedies.shell(Place.HERE, "see all of them, and what each needs", "sync:tables"))));
    }

    private static List<EvidenceStep> ladder(SelfEvidence self) {
        Work work = self.work();
        Ladder ladder = new Ladder();
        ladder.step("engine at work", work.state().equals("syncing"), work.state());
        ladder.step("database", work.database().isReady(), described(work.database()));
        ladder.step("room on disk", work.disk().isEmpty(), work.disk().isEmpty() ? "enough" : work.disk());
        ladder.step("port bound", self.port().listening(), self.port().condition());
        ladder.step(
                "address told",
                self.network().better().isEmpty(),
                self.network().because());
        reach(ladder, self.network().reach());
        rungs(ladder, self.multicast());
        Optional<String> clock = Optional.ofNullable(work.alarms().get("clock"));
        ladder.step("clock", clock.isEmpty(), clock.orElse("agrees with the linked peers, as far as there are any"));
        int refused = work.refusedTables().size();
        ladder.step("all tables replicated", refused == 0, refused == 0 ? "none is refused" : refused + " are not");
        return ladder.steps();
    }

    private static void reach(Ladder ladder, SelfEvidence.Reachability reach) {
        boolean offline = reach.now().state() == Reach.State.OFFLINE;
        ladder.step(
                "network reached",
                !offline,
                words(reach.now().state()) + ": " + reach.now().words());
        int count = reach.changes().size();
        if (count > 0) {
            NetworkTransition last = reach.changes().get(count - 1);
            ladder.unknown(
                    "network came and went",
                    "last at " + last.at() + ", from " + words(last.from()) + " to " + words(last.to()) + "; noted "
                            + count + " times");
        }
    }

    private static String words(Reach.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String described(SelfEvidence.Database database) {
        return database.state() + (database.problem().isEmpty() ? "" : ": " + database.problem());
    }

    private static void rungs(Ladder ladder, Multicast multicast) {
        if (!multicast.installed()) {
            ladder.unknown("announcements", "the multicast discovery is not installed");
            return;
        }
        ladder.step("group joined", !multicast.deaf(), multicast.condition());
        multicast
                .own()
                .ifPresentOrElse(
                        own -> ladder.step(
                                "own announcement heard", own, own ? "it came back" : "it did not come back"),
                        () -> ladder.unknown("own announcement heard", "not yet, and it is too early to tell"));
        multicast.refused().forEach(beacon -> ladder.unknown("heard and not followed", beacon));
        if (multicast.others() > 0) {
            ladder.step("any announcement heard", true, "of " + multicast.others() + " others");
        } else {
            ladder.unknown("any announcement heard", "of nobody else");
        }
    }
}
