package org.multibusiness.sync.storage.postgresql;

import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.engine.ProviderProblem;
import org.multibusiness.sync.api.storage.DatabaseAddress;
import org.ops4j.pax.jdbc.pool.common.PooledDataSourceFactory;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.jdbc.DataSourceFactory;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers the storage services. They are registered by hand: what the container registers for a component carries the
 * component's configuration as service properties, and ours holds a password. They stay when the database changes.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = StorageConfig.PID)
@Designate(ocd = StorageConfig.class)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"org.multibusiness.sync.api.storage.Database,"
                + "org.multibusiness.sync.api.storage.ChangeCapture,org.multibusiness.sync.api.storage.ChangeLog,"
                + "org.multibusiness.sync.api.storage.LogRetention,"
                + "org.multibusiness.sync.api.storage.ChangeApplier,org.multibusiness.sync.api.storage.StorageInspection,"
                + "org.multibusiness.sync.api.storage.ConflictInbox\"")
@Capability(namespace = "osgi.service", attribute = "objectClass:List<String>=\"javax.sql.DataSource\"")
public final class PostgresqlStorage implements ProviderProblem {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresqlStorage.class);

    /** Above the embedded database's address. */
    private static final int RANKING = 100;

    /** Marks our own address, so that we don't take it for somebody else's. */
    private static final String CONFIGURED = "sync.configured";

    /** What others offer; our own configuration goes before it. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            target = "(!(" + CONFIGURED + "=true))")
    private volatile @Nullable DatabaseAddress offered;

    private final BundleContext context;
    private final CurrentStorage current;
    private final ServiceRegistration<?> services;
    private final ServiceRegistration<?> told;
    private volatile String rejected = "";
    private StorageSettings settings;
    private @Nullable ServiceRegistration<DatabaseAddress> address;

    /** Registers the services; connects nothing yet. */
    @Activate
    public PostgresqlStorage(
            BundleContext context,
            StorageConfig config,
            @Reference(target = "(pool=hikari)") PooledDataSourceFactory pools,
            @Reference(target = "(osgi.jdbc.driver.name=PostgreSQL JDBC Driver)") DataSourceFactory driver) {
        this.context = context;
        this.settings = first(config);
        this.current = new CurrentStorage(
                settings,
                () -> Optional.ofNullable(offered),
                (from, patterns) -> OpenStorage.open(from, patterns, pools, driver),
                new RegisteredSource(context));
        this.services = context.registerService(
                StorageServices.OFFERED, new StorageServices(current), FrameworkUtil.asDictionary(Map.of()));
        this.told = context.registerService(ProviderProblem.class, this, null);
        this.address = registered(settings);
    }

    private static StorageSettings first(StorageConfig config) {
        try {
            return StorageSettings.from(config);
        } catch (IllegalArgumentException e) {
            LOG.error("{}. Nothing is synced until it is mended", e.getMessage());
            return StorageSettings.unusable(String.valueOf(e.getMessage()));
        }
    }

    /** Goes over to another configuration; keeps the former one when the new one is wrong. */
    @Modified
    void modified(StorageConfig config) {
        StorageSettings changed;
        try {
            changed = StorageSettings.from(config);
        } catch (IllegalArgumentException e) {
            rejected = e.getMessage() + ". The former configuration stays in force";
            LOG.error("{}", rejected);
            return;
        }
        rejected = "";
        if (!changed.address().equals(settings.address())) {
            unregister(address);
            address = registered(changed);
        }
        settings = changed;
        current.configure(changed);
        LOG.info("Tables meant to be synced: {}", changed.patterns());
    }

    @Override
    public String provider() {
        return "storage";
    }

    @Override
    public String problem() {
        return rejected;
    }

    /** Unregisters everything and closes every connection. */
    @Deactivate
    void stop() {
        unregister(address);
        unregister(told);
        unregister(services);
        current.close();
    }

    private @Nullable ServiceRegistration<DatabaseAddress> registered(StorageSettings now) {
        return now.address()
                .map(configured -> context.registerService(
                        DatabaseAddress.class,
                        configured,
                        FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, RANKING, CONFIGURED, true))))
                .orElse(null);
    }

    private static void unregister(@Nullable ServiceRegistration<?> registration) {
        if (registration != null) {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                LOG.debug("The framework was faster", e);
            }
        }
    }

    /** The pool as a service for whoever else speaks SQL: the changelog. */
    private static final class RegisteredSource implements CurrentStorage.Announcement {
        private final BundleContext context;
        private @Nullable ServiceRegistration<DataSource> registration;

        RegisteredSource(BundleContext context) {
            this.context = context;
        }

        @Override
        public void up(DataSource source) {
            registration = context.registerService(
                    DataSource.class, source, FrameworkUtil.asDictionary(Map.of("dataSourceName", "sync")));
        }

        @Override
        public void down() {
            unregister(registration);
            registration = null;
        }
    }
}
