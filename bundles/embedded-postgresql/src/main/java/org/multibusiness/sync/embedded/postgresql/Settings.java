package org.multibusiness.sync.embedded.postgresql;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration asks for, checked.
 *
 * @param enabled when to run
 * @param directory where binaries, cluster and passwords are kept; absolute
 * @param port the TCP port; 0: a free one, chosen once and kept
 * @param installation an installed PostgreSQL to use in place of the packed one; empty: the packed one
 */
record Settings(Enabled enabled, Path directory, int port, String installation) {
    private static final int LOWEST_PORT = 1024;
    private static final int HIGHEST_PORT = 65535;

    /** When the embedded PostgreSQL runs. */
    enum Enabled {
        /** When no {@code DATABASE_URL} is set. */
        AUTO,
        TRUE,
        FALSE
    }

    /**
     * Reads the configuration.
     *
     * @throws IllegalArgumentException naming the key, its value and what is allowed
     */
    static Settings from(EmbeddedPostgresql.Config config) {
        return of(config.enabled(), config.data_directory(), config.port(), config.installation_directory());
    }

    /**
     * Checks the values of the keys.
     *
     * @throws IllegalArgumentException naming the key, its value and what is allowed
     */
    static Settings of(String enabled, String directory, String port, String installation) {
        return new Settings(enabled(enabled), directory(directory), port(port), installation.trim());
    }

    /** Whether PostgreSQL is to run, given the value of {@code DATABASE_URL} ("" when unset). */
    boolean wanted(String databaseUrl) {
        return switch (enabled) {
            case TRUE -> true;
            case FALSE -> false;
            case AUTO -> databaseUrl.isBlank();
        };
    }

    /** Why PostgreSQL is not to run. */
    String reason(String databaseUrl) {
        return databaseUrl.isBlank() ? "enabled = false" : "DATABASE_URL is set, it names the database";
    }

    /** Beside the directory: {@code data/postgresql.url} tells how to connect to {@code data/postgresql}. */
    Path urlFile() {
        return directory.resolveSibling(directory.getFileName() + ".url");
    }

    private static Enabled enabled(String value) {
        try {
            return Enabled.valueOf(value.trim().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw rejected("enabled", value, "auto, true or false", unknown);
        }
    }

    private static Path directory(String value) {
        try {
            String given = value.isBlank() ? System.getProperty("karaf.data", "data") + "/postgresql" : value.trim();
            Path directory = Path.of(given).toAbsolutePath().normalize();
            if (directory.getParent() == null) {
                throw rejected("data.directory", value, "a directory below the root", null);
            }
            return directory;
        } catch (InvalidPathException invalid) {
            throw rejected("data.directory", value, "a path of this machine", invalid);
        }
    }

    private static int port(String value) {
        String allowed = "0 (choose a free one and keep it) or " + LOWEST_PORT + " to " + HIGHEST_PORT;
        try {
            int port = Integer.parseInt(value.trim());
            if (port == 0 || (port >= LOWEST_PORT && port <= HIGHEST_PORT)) {
                return port;
            }
            throw rejected("port", value, allowed, null);
        } catch (NumberFormatException notANumber) {
            throw rejected("port", value, allowed, notANumber);
        }
    }

    private static IllegalArgumentException rejected(
            String key, String value, String allowed, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                "etc/" + EmbeddedPostgresql.PID + ".cfg: " + key + " = '" + value + "' is not allowed; allowed: "
                        + allowed,
                cause);
    }
}
