package org.multibusiness.sync.webconsole;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.engine.SyncStatus;
import org.multibusiness.sync.api.engine.SyncStatus.PeerView;

/**
 * The state of the node in one sentence, and one more about it.
 *
 * @param tone {@code good}, {@code busy}, {@code idle}, {@code warn} or {@code bad}
 * @param text the sentence
 * @param detail what it means or what to do; may be empty
 */
record Headline(String tone, String text, String detail) {
    /** A branch that lacks less than this is in sync as far as people are concerned: the page does not flicker at work. */
    private static final long ON_THEIR_WAY = 50;

    private static final long PATIENCE_MS = 10_000;

    static final Headline NO_ENGINE = new Headline(
            "bad",
            "The sync engine is not running",
            "Changes are not exchanged. In the shell, feature:list | grep sync and log:display show why.");

    static Headline of(SyncStatus status) {
        if (!status.database().state().equals("ready") && !status.state().equals("stopping")) {
            return withoutDatabase(status);
        }
        return switch (status.state()) {
            case "syncing" -> atWork(status.peers());
            case "paused" ->
                new Headline(
                        "idle",
                        "Paused",
                        "Nothing is sent or applied; changes made here are kept and follow. sync:resume carries on.");
            case "starting" -> new Headline("busy", "Starting", first(status.attention()));
            case "stopping" -> new Headline("idle", "Stopping", "");
            case "waiting" -> new Headline("bad", "Waiting", first(status.attention()));
            default -> new Headline("warn", "In state " + status.state(), first(status.attention()));
        };
    }

    private static Headline withoutDatabase(SyncStatus status) {
        String problem = status.database().problem();
        return new Headline(
                status.state().equals("starting") ? "busy" : "bad",
                "Waiting for the database",
                problem.isEmpty() ? first(status.attention()) : problem);
    }

    private static Headline atWork(List<PeerView> peers) {
        if (peers.isEmpty()) {
            return new Headline(
                    "idle",
                    "No other branch known yet",
                    "This node announces itself and listens. sync:peer-add HOST adds a branch by hand.");
        }
        List<PeerView> linked =
                peers.stream().filter(peer -> peer.state().equals("linked")).toList();
        long inSync = linked.stream().filter(Headline::inSync).count();
        String of = " of " + peers.size() + " branches";
        if (linked.isEmpty()) {
            return new Headline(
                    "warn",
                    "Linked with none" + of,
                    "Sales go on here; everything is exchanged as soon as a branch is back.");
        }
        if (inSync < linked.size()) {
            return new Headline("busy", "Catching up with " + (linked.size() - inSync) + of, onTheirWay(linked));
        }
        return linked.size() < peers.size()
                ? new Headline("warn", "In sync with " + inSync + of, "Not linked: " + missing(peers))
                : new Headline("good", "In sync with " + inSync + of, onTheirWay(linked));
    }

    private static boolean inSync(PeerView peer) {
        return peer.pendingTransactions() < ON_THEIR_WAY && peer.lagMs() < PATIENCE_MS;
    }

    private static String onTheirWay(List<PeerView> linked) {
        long pending = linked.stream().mapToLong(PeerView::pendingTransactions).sum();
        if (pending > 0) {
            return String.format(
                    Locale.ROOT, "%,d %s on the way.", pending, pending == 1 ? "transaction is" : "transactions are");
        }
        return linked.stream().allMatch(Headline::inSync)
                ? "Everything from here has arrived there."
                : "Changes from there are on the way.";
    }

    private static String missing(List<PeerView> peers) {
        return peers.stream()
                .filter(peer -> !peer.state().equals("linked"))
                .map(peer -> peer.nodeName().isEmpty() ? peer.address() : peer.nodeName())
                .collect(Collectors.joining(", "));
    }

    private static String first(List<String> attention) {
        return attention.isEmpty() ? "" : attention.get(0);
    }
}
