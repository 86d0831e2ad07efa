package org.multibusiness.sync.core.wire;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.multibusiness.sync.api.Branch;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.storage.ChainPoint;

/** The parts of messages that tell histories apart. */
final class HistoryCodec {
    private HistoryCodec() {}

    static void branches(WireWriter out, Set<Branch> branches) {
        out.writeLong(branches.size());
        new TreeSet<>(branches)
                .forEach(branch -> out.writeText(branch.node().value()).writeText(branch.first()));
    }

    static Set<Branch> branches(WireReader in) throws MalformedMessageException {
        int count = in.readCount(2);
        Set<Branch> branches = new HashSet<>();
        for (int i = 0; i < count; i++) {
            branches.add(new Branch(new NodeId(in.readText()), in.readText()));
        }
        return branches;
    }

    static void points(WireWriter out, Map<Dot, ChainPoint> points) {
        out.writeLong(points.size());
        new TreeMap<>(points).forEach((dot, point) -> {
            out.writeText(dot.origin().toString()).writeLong(dot.sequence());
            out.writeText(point.chain()).writeLong(point.timestamp().packed());
        });
    }

    static Map<Dot, ChainPoint> points(WireReader in) throws MalformedMessageException {
        int count = in.readCount(4);
        Map<Dot, ChainPoint> points = new HashMap<>();
        for (int i = 0; i < count; i++) {
            Dot dot = new Dot(OriginId.parse(in.readText()), in.readLong());
            points.put(dot, new ChainPoint(in.readText(), new HybridTimestamp(in.readLong())));
        }
        return points;
    }
}
