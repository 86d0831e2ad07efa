package org.multibusiness.sync.core.replica;

import java.time.Instant;
import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.schema.SchemaVersion;
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

    Message.Hello hello(SchemaVersion schema, Instant clock, VersionVector vector) {
        return new Message.Hello(
                MessageCodec.PROTOCOL, node, name, startId, origin, version, capabilities, schema, clock, vector);
    }
}
