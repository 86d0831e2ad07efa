package org.multibusiness.sync.transport.tcp;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The keys of {@code etc/org.multibusiness.sync.transport.tcp.cfg}. Numbers are texts here so that a bad one is refused by us, with
 * words, and not by the container with a stack trace.
 */
@ObjectClassDefinition(
        name = "Multi-Business Sync: TCP transport",
        description = "Where links are accepted, and the limits that keep strangers and slow peers harmless.")
public @interface TcpConfig {
    /** The configuration's name. */
    String PID = "org.multibusiness.sync.transport.tcp";

    /** Where links are accepted. */
    @AttributeDefinition(name = "Port", description = "0 to 65535; 0: any free one.", type = AttributeType.INTEGER)
    String port() default "8765";

    /** Which of our addresses. */
    @AttributeDefinition(name = "Bind address", description = "An address of this server; 0.0.0.0: all of them.")
    String bind_address() default "0.0.0.0";

    /** How many strangers at once. */
    @AttributeDefinition(
            name = "Unauthenticated connections",
            description =
                    "How many connections may be in their handshake at once, 1 to 1000. One more, and the oldest of the busiest"
                            + " address is cut.",
            type = AttributeType.INTEGER)
    String max_unauthenticated() default "32";

    /** How long a stranger may take. */
    @AttributeDefinition(
            name = "Handshake deadline",
            description = "Milliseconds from connection to link, 100 to 60000.",
            type = AttributeType.INTEGER)
    String handshake_deadline_ms() default "10000";

    /** The largest frame. */
    @AttributeDefinition(
            name = "Largest frame",
            description = "Bytes of a message, packed or not, 65536 to 67108864. The same on all servers.",
            type = AttributeType.INTEGER)
    String max_frame_bytes() default "67108864";

    /** How far a peer may fall behind. */
    @AttributeDefinition(
            name = "Outbound queue",
            description =
                    "Bytes that may wait for one peer, 65536 to 1073741824; a peer that falls further behind is cut.",
            type = AttributeType.INTEGER)
    String outbound_queue_bytes() default "33554432";

    /** How long a connection may take. */
    @AttributeDefinition(
            name = "Connect timeout",
            description = "Milliseconds per address when dialling, 100 to 14000.",
            type = AttributeType.INTEGER)
    String connect_timeout_ms() default "5000";

    /** How many peers. */
    @AttributeDefinition(
            name = "Links",
            description = "How many links at once, 1 to 1000.",
            type = AttributeType.INTEGER)
    String max_links() default "64";

    /** How long silence is life. */
    @AttributeDefinition(
            name = "Idle timeout",
            description =
                    "Milliseconds without a word from the peer after which a link counts as dead, 1000 to 3600000. The engine's"
                            + " heartbeats come every few seconds.",
            type = AttributeType.INTEGER)
    String link_idle_timeout_ms() default "30000";
}
