package org.multibusiness.sync.storage.postgresql;

import java.util.Optional;
import org.multibusiness.sync.api.storage.DatabaseAddress;
import org.multibusiness.sync.storage.postgresql.capture.TablePatterns;
import org.multibusiness.sync.storage.postgresql.database.DatabaseUrl;

/**
 * What the configuration says.
 *
 * @param address the configured database; empty when none is
 * @param patterns which tables are meant
 * @param retention how long the log keeps what
 * @param quota how many bytes the database may take before received changes wait; 0: as many as it likes
 * @param problem why the configuration can't be used; empty when it can
 */
record StorageSettings(
        Optional<DatabaseAddress> address, TablePatterns patterns, Retention retention, long quota, String problem) {
    /** Reads a configuration; throws {@link IllegalArgumentException} naming key, value and what is allowed. */
    static StorageSettings from(StorageConfig config) {
        return new StorageSettings(
                address(config.database_url()),
                new TablePatterns(config.tables(), config.exclude()),
                Retention.from(config.retention_min(), config.retention_max()),
                DiskQuota.parse(config.disk_quota()),
                "");
    }

    /** The first configuration is wrong and there is no former one: nothing runs until it is mended. */
    static StorageSettings unusable(String problem) {
        return new StorageSettings(Optional.empty(), new TablePatterns("", ""), Retention.DEFAULT, 0, problem);
    }

    /** The value holds a password and is not repeated. */
    private static Optional<DatabaseAddress> address(String url) {
        if (url.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(DatabaseUrl.parse(url));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "database.url (environment variable DATABASE_URL) is wrong: " + e.getMessage(), e);
        }
    }
}
