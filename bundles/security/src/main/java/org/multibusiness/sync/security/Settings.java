package org.multibusiness.sync.security;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration asks for; not a record, so that nothing prints the key.
 */
final class Settings {
    private static final String KEY_VARIABLE = "SYNC_REGISTRATION_KEY";

    private static final String SOURCE = "registration.key (" + KEY_VARIABLE + ")";

    private final String registrationKey;
    private final String keyFile;
    private final String identityDirectory;
    private final String presencePrivacy;

    Settings(String registrationKey, String keyFile, String identityDirectory, String presencePrivacy) {
        this.registrationKey = registrationKey;
        this.keyFile = keyFile;
        this.identityDirectory = identityDirectory;
        this.presencePrivacy = presencePrivacy;
    }

    /**
     * Fills in what is empty. The environment is read here and not by a placeholder in the file, because Config Admin shows
     * what a placeholder became to everybody who may list configurations.
     *
     * @param property reads a property of the framework; gives the value for {@code karaf.etc} and {@code karaf.data}
     * @param environment reads a variable of the environment
     */
    static Settings from(
            SecurityConfig config,
            UnaryOperator<@Nullable String> property,
            UnaryOperator<@Nullable String> environment) {
        return new Settings(
                orElse(environment.apply(KEY_VARIABLE), config.registration_key()),
                orElse(config.key_file(), orElse(property.apply("karaf.etc"), "etc") + "/sync.key"),
                orElse(config.identity_directory(), orElse(property.apply("karaf.data"), "data") + "/sync/identity"),
                config.presence_privacy());
    }

    /** The configured key, or the one of the file. */
    ConfiguredKey registrationKey() throws SecuritySetupException {
        KeyFile file = new KeyFile(path("key.file", keyFile));
        return registrationKey.isBlank()
                ? new ConfiguredKey(file.readOrGenerate(), file.toString(), file, true)
                : new ConfiguredKey(RegistrationKey.of(registrationKey, SOURCE), SOURCE, file, false);
    }

    Path identityDirectory() throws SecuritySetupException {
        return path("identity.directory", identityDirectory);
    }

    PresencePrivacy presencePrivacy() throws SecuritySetupException {
        return PresencePrivacy.of(presencePrivacy);
    }

    private static String orElse(@Nullable String value, String other) {
        return value == null || value.isBlank() ? other : value;
    }

    private static Path path(String key, String value) throws SecuritySetupException {
        try {
            return Path.of(value.strip()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new SecuritySetupException(
                    "etc/" + SecurityConfig.PID + ".cfg: " + key + " = '" + value
                            + "' is not allowed; allowed is a path of this machine",
                    e);
        }
    }
}
