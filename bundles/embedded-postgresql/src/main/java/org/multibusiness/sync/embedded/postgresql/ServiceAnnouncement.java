package org.multibusiness.sync.embedded.postgresql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.storage.DatabaseAddress;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says where the database is: to bundles as a service, to operators and their scripts as a file with a libpq URL. While
 * PostgreSQL restarts after a crash both stay, because the address stays: whoever uses it connects again.
 */
final class ServiceAnnouncement implements Keeper.Announcement {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceAnnouncement.class);
    /** An address that somebody configured is preferred to ours. */
    private static final int RANKING = -100;

    private final BundleContext context;
    private final Path urlFile;
    private @Nullable EmbeddedAddress announced;
    private @Nullable ServiceRegistration<DatabaseAddress> registration;

    ServiceAnnouncement(BundleContext context, Path urlFile) {
        this.context = context;
        this.urlFile = urlFile;
    }

    @Override
    public void ready(EmbeddedAddress address) {
        if (address.equals(announced)) {
            return;
        }
        gone();
        writeUrl(address);
        registration = context.registerService(
                DatabaseAddress.class,
                address,
                FrameworkUtil.asDictionary(Map.of(
                        Constants.SERVICE_RANKING, RANKING, Constants.SERVICE_DESCRIPTION, address.description())));
        announced = address;
    }

    @Override
    public void gone() {
        ServiceRegistration<DatabaseAddress> former = registration;
        registration = null;
        announced = null;
        if (former != null) {
            try {
                former.unregister();
            } catch (IllegalStateException bundleStopped) {
                LOG.debug("The framework was faster", bundleStopped);
            }
            deleteUrl();
        }
    }

    private void writeUrl(EmbeddedAddress address) {
        try {
            SecretFile.write(urlFile, address.libpqUrl());
        } catch (IOException e) {
            LOG.warn("{} can't be written: {}. The service works without it", urlFile, e.getMessage());
        }
    }

    private void deleteUrl() {
        try {
            Files.deleteIfExists(urlFile);
        } catch (IOException e) {
            LOG.warn("{} can't be deleted: {}. What it says is no longer true", urlFile, e.getMessage());
        }
    }
}
