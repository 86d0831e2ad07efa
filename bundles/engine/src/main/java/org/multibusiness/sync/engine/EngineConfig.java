package org.multibusiness.sync.engine;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The engine's configuration, PID {@code org.multibusiness.sync.engine}. */
@ObjectClassDefinition(name = "Sync: engine", description = "The node's name and the safety-net interval")
public @interface EngineConfig {
    /** The PID. */
    String PID = "org.multibusiness.sync.engine";

    /** The node's name; empty for {@code sync-node-<hostname>}. */
    @AttributeDefinition(name = "Node name", description = "How this branch is called; empty: sync-node-<hostname>")
    String node_name() default "";

    /** The safety-net interval in milliseconds, 1000 to 3600000. */
    @AttributeDefinition(
            name = "Interval (ms)",
            description = "Changes are pushed at once; this is how long a gap may stay unnoticed. 1000 to 3600000")
    String interval_ms() default "30000";

    /** How far the clock may be from the peers' before local changes wait, in milliseconds: 0 (off), or 1000 to 86400000. */
    @AttributeDefinition(
            name = "Largest clock drift (ms)",
            description =
                    "A clock that is further from those of two peers stops sending. 0: off; else 1000 to 86400000")
    String clock_max$_$drift_ms() default "300000";

    /** The id of a node whose log this node takes over, because this server is a copy of that node's; empty: none. */
    @AttributeDefinition(
            name = "Adopt a log",
            description = "On a copied server with an identity of its own: the id of the node it was copied from")
    String node_adopt$_$log() default "";

    /** Whether servers are dialled that are known from other servers only: {@code true} or {@code false}. */
    @AttributeDefinition(
            name = "Dial introduced servers",
            description =
                    "true: also a server that only another server named is dialled; false: only what was found here")
    String peers_introduced() default "true";
}
