package org.multibusiness.sync.core.replica;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.multibusiness.sync.api.Branch;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.schema.SchemaVersion;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.core.wire.Message;
import org.multibusiness.sync.core.wire.MessageCodec;

/**
 * Who this node is, as it introduces itself.
 *
 * @param node its id
 * @param name its name
 * @param startId drawn at its start
 * @param origin its writing identity
 * @param version its software version
 * @param capabilities what it can do
 */
public record Identity(
        NodeId node, String name, long startId, OriginId origin, String version, List<String> capabilities) {
    /** Copies the list. */
    public Identity {
        capabilities = List.copyOf(capabilities);
    }

    Message.Hello hello(Instant clock, VersionVector vector, SchemaVersion schema, String rules, Set<Branch> branches) {
        return new Message.Hello(
                MessageCodec.PROTOCOL,
                node,
                name,
                startId,
                origin,
                version,
                capabilities,
                schema,
                clock,
                vector,
                rules,
                branches);
    }

    /** What was read here is held here, though the head that says so may still be on its way; a peer may know it sooner. */
    VersionVector readBy(LogSlice slice, VersionVector known) {
        VersionVector held = known;
        for (ChangeTransaction transaction : slice.transactions()) {
            Dot dot = transaction.dot();
            if (dot.origin().equals(origin) && !held.covers(dot)) {
                held = held.with(dot.origin(), dot.sequence());
            }
        }
        return held;
    }
}
