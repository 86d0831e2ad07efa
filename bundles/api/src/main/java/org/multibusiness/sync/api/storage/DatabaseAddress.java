package org.multibusiness.sync.api.storage;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Where the synced database is and how to log in. Offered as a service by whoever knows: the configuration
 * ({@code DATABASE_URL}) or the embedded PostgreSQL. The service with the highest ranking is used. Methods don't block.
 */
@ConsumerType
public interface DatabaseAddress {
    /** A JDBC URL without credentials, for example {@code jdbc:postgresql://127.0.0.1:5432/shop?sslmode=prefer}. */
    String jdbcUrl();

    /** The role to log in as. */
    String user();

    /** The password; empty when none is needed. Never logged. */
    String password();

    /** For people, without secrets: {@code embedded PostgreSQL 17 on port 40123}, {@code DATABASE_URL (db1:5432/shop)}. */
    String description();
}
