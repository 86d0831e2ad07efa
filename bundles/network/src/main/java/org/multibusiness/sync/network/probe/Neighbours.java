package org.multibusiness.sync.network.probe;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.multibusiness.sync.api.network.NetworkProbe.Neighbour;

/**
 * The system's neighbour table: who answered on our own wire. On Linux an entry is worth something when it is REACHABLE: the host
 * answered within the last half minute. STALE, DELAY and PROBE say that the system is about to find out, for which it takes up
 * to eight seconds after the first packet.
 */
final class Neighbours {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final Pattern WINDOWS_ENTRY =
            Pattern.compile("^\\s*(\\S+)\\s+([0-9a-f]{2}(?:-[0-9a-f]{2}){5})\\s+\\S+", Pattern.MULTILINE);

    private final SystemCommand system;

    Neighbours(SystemCommand system) {
        this.system = system;
    }

    /**
     * What the table says.
     *
     * @param neighbour the verdict
     * @param settled whether asking again would not help
     * @param evidence for people
     */
    record Entry(Neighbour neighbour, boolean settled, String evidence) {}

    /** What the table says once it has made up its mind, at the latest at the deadline. */
    Entry settled(InetAddress host, long deadline) {
        Entry entry = look(host);
        while (!entry.settled()
                && System.nanoTime() < deadline
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(PAUSE_NANOS);
            entry = look(host);
        }
        return entry;
    }

    private Entry look(InetAddress host) {
        String literal = withoutZone(host.getHostAddress());
        return onWindows()
                ? system.output("arp", "-a", literal)
                        .map(text -> windows(text, literal))
                        .orElse(unseen())
                : system.output("ip", "neigh", "show", "to", literal)
                        .map(Neighbours::linux)
                        .orElse(unseen());
    }

    /** Reads {@code 192.168.0.3 dev eth0 lladdr 02:00:00:00:00:03 REACHABLE}. */
    static Entry linux(String printed) {
        Optional<String> line = printed.lines().filter(text -> !text.isBlank()).findFirst();
        if (line.isEmpty()) {
            return unseen();
        }
        String[] words = line.get().trim().split("\\s+", -1);
        String state = words[words.length - 1];
        return switch (state) {
            case "REACHABLE", "PERMANENT", "NOARP" ->
                state.equals("REACHABLE")
                        ? new Entry(
                                Neighbour.ANSWERS,
                                true,
                                "it answers on our own wire: " + line.get().trim())
                        : unseen();
            case "FAILED" ->
                new Entry(Neighbour.SILENT, true, "it does not answer on our own wire (neighbour entry FAILED)");
            default -> new Entry(Neighbour.NONE, false, "the neighbour table does not know yet (" + state + ")");
        };
    }

    /** Reads the table of {@code arp -a ADDRESS}. */
    static Entry windows(String printed, String literal) {
        Matcher entries = WINDOWS_ENTRY.matcher(printed.toLowerCase(Locale.ROOT));
        while (entries.find()) {
            if (entries.group(1).equals(literal)) {
                return new Entry(
                        Neighbour.ANSWERS,
                        true,
                        "it answers on our own wire: " + literal + " is at " + entries.group(2));
            }
        }
        return unseen();
    }

    private static Entry unseen() {
        return new Entry(Neighbour.NONE, true, "no sign of life: no other port answers, no echo, no neighbour entry");
    }

    private static String withoutZone(String literal) {
        int zone = literal.indexOf('%');
        return zone < 0 ? literal : literal.substring(0, zone);
    }

    static boolean onWindows() {
        return System.getProperty("os.name", "").startsWith("Windows");
    }
}
