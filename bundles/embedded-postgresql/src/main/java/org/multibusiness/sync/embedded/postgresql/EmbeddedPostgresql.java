package org.multibusiness.sync.embedded.postgresql;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.engine.ProviderProblem;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs PostgreSQL when no database is configured, and offers its address as a
 * {@link org.multibusiness.sync.api.storage.DatabaseAddress} from the moment it takes connections. Activation and
 * configuration changes return at once; the work is done by a {@link Keeper}.
 */
@Component(immediate = true, service = ProviderProblem.class, configurationPid = EmbeddedPostgresql.PID)
@Designate(ocd = EmbeddedPostgresql.Config.class)
public final class EmbeddedPostgresql implements ProviderProblem {
    static final String PID = "org.multibusiness.sync.embedded.postgresql";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgresql.class);

    private final BundleContext context;
    private final String databaseUrl;
    private @Nullable Settings settings;
    private volatile @Nullable Keeper keeper;
    private volatile String problem = "";

    /** What {@code etc/org.multibusiness.sync.embedded.postgresql.cfg} may say. */
    @ObjectClassDefinition(
            id = EmbeddedPostgresql.PID,
            name = "Multi-Business Sync: embedded PostgreSQL",
            description = "The database of a branch that has none of its own")
    public @interface Config {
        /** When to run. */
        @AttributeDefinition(
                name = "Enabled",
                description = "auto: when the environment has no DATABASE_URL; true: always; false: never",
                options = {
                    @Option(label = "auto", value = "auto"),
                    @Option(label = "true", value = "true"),
                    @Option(label = "false", value = "false")
                })
        String enabled() default "auto";

        /** Where everything is kept. */
        @AttributeDefinition(
                name = "Data directory",
                description = "Where the unpacked programs, the data and the passwords are kept; empty: postgresql in"
                        + " Karaf's data directory. A change starts with an empty database; the old one stays on disk")
        String data_directory() default "";

        /** The TCP port on 127.0.0.1. */
        @AttributeDefinition(
                name = "Port",
                description = "TCP port on 127.0.0.1; 0: a free one, chosen at the first start and kept",
                type = AttributeType.INTEGER)
        String port() default "0";

        /** An installed PostgreSQL. */
        @AttributeDefinition(
                name = "Installation directory",
                description =
                        "An installed PostgreSQL 17 or newer (with bin, lib, share) to run in place of the packed one;"
                                + " empty: the packed one")
        String installation_directory() default "";
    }

    /**
     * Starts PostgreSQL in the background, if it is wanted. With settings that are not allowed it waits for better ones: the
     * defaults could be another directory, with an empty database.
     */
    @Activate
    public EmbeddedPostgresql(BundleContext context, Config config) {
        this.context = context;
        this.databaseUrl = Objects.requireNonNullElse(System.getenv("DATABASE_URL"), "");
        apply(config);
    }

    /** Goes over to new settings; keeps the former ones if the new ones are not allowed. */
    @Modified
    void modified(Config config) {
        apply(config);
    }

    private void apply(Config config) {
        Settings changed;
        try {
            changed = Settings.from(config);
        } catch (IllegalArgumentException rejected) {
            problem = "etc/" + PID + ".cfg: " + rejected.getMessage()
                    + (settings == null
                            ? ". The embedded PostgreSQL does not run until it is mended"
                            : ". The former configuration stays in force");
            LOG.error("{}", problem);
            return;
        }
        problem = "";
        if (!changed.equals(settings)) {
            settings = changed;
            keeper = keep(changed, keeper);
        }
    }

    @Override
    public String provider() {
        return "storage";
    }

    @Override
    public String problem() {
        Keeper kept = keeper;
        return problem.isEmpty() && kept != null ? kept.problem() : problem;
    }

    /** Stops PostgreSQL, in at most three quarters of a minute. */
    @Deactivate
    void stop() {
        Keeper kept = keeper;
        if (kept != null) {
            kept.close();
        }
    }

    private @Nullable Keeper keep(Settings settings, @Nullable Keeper former) {
        if (!settings.wanted(databaseUrl)) {
            LOG.info("Embedded PostgreSQL is not started: {}", settings.reason(databaseUrl));
            if (former != null) {
                former.close();
            }
            return null;
        }
        Keeper next = new Keeper(settings, new ServiceAnnouncement(context, settings.urlFile()), former);
        next.start();
        return next;
    }
}
