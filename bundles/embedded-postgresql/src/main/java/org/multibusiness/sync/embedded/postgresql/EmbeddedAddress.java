package org.multibusiness.sync.embedded.postgresql;

import org.multibusiness.sync.api.storage.DatabaseAddress;

/** Where the embedded PostgreSQL listens. */
record EmbeddedAddress(int port, String password) implements DatabaseAddress {
    @Override
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + Provisioning.DATABASE;
    }

    @Override
    public String user() {
        return Provisioning.ROLE;
    }

    @Override
    public String description() {
        return "embedded PostgreSQL on port " + port;
    }

    /** For {@code psql} and other programs built on libpq. */
    String libpqUrl() {
        return "postgresql://" + user() + ":" + password + "@127.0.0.1:" + port + "/" + Provisioning.DATABASE;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return description();
    }
}
