package org.multibusiness.sync.core.stability;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.multibusiness.sync.api.NodeId;

/**
 * What a link's other side has not been told yet. Nodes that it was never told of go first: whoever hears that we hold
 * something must know by then for whom else it has to wait. Not thread-safe.
 */
public final class AckFeed {
    /** The most statements in one message, and the most entries of their vectors together (about 128 KiB). */
    static final int MOST_STATEMENTS = 64;

    static final int MOST_ENTRIES = 4_096;

    /** By node, the stamp that the other side knows; the longest not told first. */
    private final Map<NodeId, Long> told = new LinkedHashMap<>();

    /** The other side said this itself. */
    public void heard(Acknowledgement said) {
        told.merge(said.author().node(), said.stamp(), Math::max);
    }

    /** The next statements to send; empty when the other side knows all. */
    public List<Acknowledgement> next(AckBook book) {
        Map<NodeId, Acknowledgement> known = new LinkedHashMap<>();
        List<Acknowledgement> due = new ArrayList<>();
        for (Acknowledgement said : book.latest()) {
            known.put(said.author().node(), said);
            if (!told.containsKey(said.author().node())) {
                due.add(said);
            }
        }
        told.forEach((node, stamp) -> {
            Acknowledgement said = known.get(node);
            if (said != null && said.stamp() > stamp) {
                due.add(said);
            }
        });
        List<Acknowledgement> next = withinLimits(due);
        for (Acknowledgement said : next) {
            told.remove(said.author().node());
            told.put(said.author().node(), said.stamp());
        }
        return next;
    }

    private static List<Acknowledgement> withinLimits(List<Acknowledgement> due) {
        int entries = 0;
        for (int i = 0; i < due.size(); i++) {
            entries += due.get(i).size() + due.get(i).retired().size();
            if (i == MOST_STATEMENTS || (i > 0 && entries > MOST_ENTRIES)) {
                return due.subList(0, i);
            }
        }
        return due;
    }
}
