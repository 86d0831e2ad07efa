package org.multibusiness.sync.storage.postgresql;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The keys of {@code etc/org.multibusiness.sync.storage.postgresql.cfg}. */
@ObjectClassDefinition(
        id = StorageConfig.PID,
        name = "Multi-Business Sync: PostgreSQL storage",
        description = "The synced database and its tables.")
public @interface StorageConfig {
    /** The configuration's name. */
    String PID = "org.multibusiness.sync.storage.postgresql";

    /** Where the database is. */
    @AttributeDefinition(
            name = "Database URL",
            description =
                    "postgresql://USER:PASSWORD@HOST:PORT/DATABASE?PARAMETERS (special characters percent-encoded) or a"
                            + " JDBC URL; empty: the embedded PostgreSQL",
            type = AttributeType.PASSWORD,
            required = false)
    String database_url() default "";

    /** Which tables are synced. */
    @AttributeDefinition(
            name = "Tables",
            description = "SCHEMA.TABLE patterns, * for any characters, separated by commas, case as stored")
    String tables() default "public.*";

    /** Which of them are not. */
    @AttributeDefinition(
            name = "Excluded tables",
            description = "SCHEMA.TABLE patterns of tables that are not synced",
            required = false)
    String exclude() default "";

    /** How old a change has to be before it may leave the log. */
    @AttributeDefinition(
            name = "Log kept at least",
            description =
                    "How long everything stays in the log, for people to look back and for branches that join: hours (24h),"
                            + " days (7d) or forever")
    String retention_min() default "90d";

    /** How long the log is kept for a server that is away. */
    @AttributeDefinition(
            name = "Log kept at most for an absent server",
            description =
                    "A server that is not heard of for longer needs a full sync when it returns: hours, days (90d) or"
                            + " forever; at least 1d")
    String retention_max() default "forever";

    /** How large the database may become before received changes wait. */
    @AttributeDefinition(
            name = "Disk quota",
            description =
                    "When the database takes so much, what other servers wrote waits with them; users here go on. none, or"
                            + " MB, GB, TB (40GB)")
    String disk_quota() default "none";
}
