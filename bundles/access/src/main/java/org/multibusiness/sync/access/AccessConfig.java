package org.multibusiness.sync.access;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/org.multibusiness.sync.access.cfg}. */
@ObjectClassDefinition(
        name = "Multi-Business Sync: access",
        description = "Who gets through the doors of shell and web console.")
public @interface AccessConfig {
    /** The configuration's name. */
    String PID = "org.multibusiness.sync.access";

    /** How many wrong passwords in a row lock a user name. */
    @AttributeDefinition(
            name = "Wrong passwords",
            description = "So many wrong passwords in a row, and the user name is locked for a while. 3 to 1000.")
    int lock_attempts() default 10;

    /** For how long, in milliseconds. */
    @AttributeDefinition(
            name = "Lock (ms)",
            description =
                    "For so long a locked user name is refused, with the right password too. 1000 (a second) to 86400000 (a day).")
    long lock_ms() default 300_000;

    /** Names of this server under which a browser may open the console. */
    @AttributeDefinition(
            name = "Names of this server",
            description = "Names under which browsers open the console, besides localhost, this computer's name and the"
                    + " address that they connected to.",
            required = false)
    String[] allowed_hosts() default {};

    /** Whether the console answers without TLS beyond this machine. */
    @AttributeDefinition(
            name = "Allow plain HTTP",
            description =
                    "Whether the console answers without TLS beyond this machine. Passwords can then be read on the way.")
    boolean allow_plain_http() default false;
}
