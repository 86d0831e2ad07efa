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
}
