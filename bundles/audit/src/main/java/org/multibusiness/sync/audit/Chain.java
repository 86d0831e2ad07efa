package org.multibusiness.sync.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.audit.AuditInspection.Entry;
import org.multibusiness.sync.api.audit.AuditKind;

/** Follows the chain from line to line, up to the first one that does not fit. Used by one thread, once. */
final class Chain {
    private final Seal seal;
    private final Head head;
    private Point at;
    private @Nullable Entry first;
    private @Nullable Entry last;
    private String broken = "";
    private String admitted = "";

    /** From the beginning that the seal names. */
    Chain(Seal seal, Head head) {
        this.seal = seal;
        this.head = head;
        this.at = head.before();
    }

    /** Whether the chain is whole after this line. */
    boolean follow(Path file, int number, byte[] bytes) throws IOException {
        String where = "Line " + number + " of " + file.getFileName();
        Optional<Line> line = Line.read(bytes, seal);
        if (line.isEmpty()) {
            return breaks(where + " was changed, or was not written by this node.");
        }
        Entry entry = line.get().entry();
        if (first == null && entry.number() <= head.before().number()) {
            // What a crash left of a file that was being removed.
            return true;
        }
        return follow(where + " (entry " + entry.number() + ")", line.get(), Line.after(entry.number(), bytes));
    }

    private boolean follow(String where, Line line, Point after) {
        Entry entry = line.entry();
        long wanted = at.number() + 1;
        if (entry.number() > wanted) {
            return breaks("Before " + where + " is a gap: " + entries(wanted, entry.number() - 1) + " missing.");
        }
        if (entry.number() < wanted) {
            return breaks(where + " does not belong there: it is there twice, or the order was changed; entry " + wanted
                    + " was to come.");
        }
        if (!line.previous().equals(at.hash())) {
            return breaks(
                    where + " does not follow the line before it: one of the two comes from another record of this"
                            + " node, for example from a backup.");
        }
        if (after.number() == head.last().number() && !after.equals(head.last())) {
            return breaks(where + " is not the one that was sealed as the last: it comes from another record of this"
                    + " node, for example from a backup.");
        }
        if (entry.kind().equals(AuditKind.AUDIT_DAMAGED.name()) && admitted.isEmpty()) {
            admitted = where + " says that the record did not fit its seal when it was opened: "
                    + entry.details().getOrDefault("finding", "");
        }
        first = first == null ? entry : first;
        last = entry;
        at = after;
        return true;
    }

    private boolean breaks(String finding) {
        broken = finding;
        return false;
    }

    /** Compares the end with the seal. After the last line. */
    void end() {
        if (broken.isEmpty() && at.number() < head.last().number()) {
            broken = "The end was cut off: "
                    + entries(at.number() + 1, head.last().number()) + " missing, the last one that is there is "
                    + at.number() + ".";
        }
    }

    private static String entries(long from, long to) {
        return from == to ? "entry " + from + " is" : "entries " + from + " to " + to + " are";
    }

    /** Where the chain was still whole. */
    Point at() {
        return at;
    }

    Optional<Entry> first() {
        return Optional.ofNullable(first);
    }

    Optional<Entry> last() {
        return Optional.ofNullable(last);
    }

    /** What does not fit now; empty when all does. */
    String broken() {
        return broken;
    }

    /** The first thing that does not fit, or did not when the record was opened one day; empty when there is none. */
    String finding() {
        return admitted.isEmpty() ? broken : admitted;
    }
}
