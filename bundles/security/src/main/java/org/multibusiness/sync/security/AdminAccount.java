package org.multibusiness.sync.security;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that there is an operator, and no password that anybody knows: on the first start a user {@code admin} with a
 * random password, or the configured one. Shell, SSH and web console all ask Karaf's realm, which reads the file on every
 * login.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = SecurityConfig.PID)
public final class AdminAccount {
    private static final Logger LOG = LoggerFactory.getLogger(AdminAccount.class);
    private static final String USER = "admin";
    private static final int PASSWORD_BYTES = 18;
    private static final int SHORT_PASSWORD = 12;

    private final Path etc;

    /** Called by the container. */
    @Activate
    public AdminAccount(SecurityConfig config, BundleContext context) {
        this(Path.of(Objects.requireNonNullElse(context.getProperty("karaf.etc"), "etc")));
        // Not by a placeholder in the file: see Settings.
        String given = Objects.requireNonNullElse(System.getenv("SYNC_ADMIN_PASSWORD"), "");
        ensure(given.isEmpty() ? config.admin_password() : given);
    }

    AdminAccount(Path etc) {
        this.etc = etc;
    }

    /**
     * Makes the account unless there is one.
     *
     * @param configured the wanted password; empty: a random one
     */
    void ensure(String configured) {
        Path file = etc.resolve("users.properties");
        try {
            UsersFile users = UsersFile.load(file);
            if (users.has(USER)) {
                return;
            }
            String password = password(configured);
            Path note = etc.resolve("sync.admin");
            PrivateFiles.write(
                    note,
                    "# Written on the first start; shell, SSH and web console ask for it. Remove it when you know it.\n"
                            + "user=" + USER + "\npassword=" + password + "\n");
            users.add(USER, password);
            LOG.info("The user '{}' was made; its password is in {} (for its owner's eyes only).", USER, note);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "No user '" + USER + "' could be made, so nobody can log in: " + file
                            + " can't be read or written (" + e
                            + "). Give the user that runs this service the right to it and restart.",
                    e);
        }
    }

    private static String password(String configured) {
        String fault = UsersFile.faultOfPassword(configured);
        if (!configured.isEmpty() && fault.isEmpty()) {
            if (configured.length() < SHORT_PASSWORD) {
                LOG.warn(
                        "admin.password (SYNC_ADMIN_PASSWORD) has fewer than {} characters: easy to guess.",
                        SHORT_PASSWORD);
            }
            return configured;
        }
        if (!configured.isEmpty()) {
            LOG.error(
                    "admin.password (SYNC_ADMIN_PASSWORD) is refused: it {}; allowed are printable ASCII characters without"
                            + " these. A random password is used instead.",
                    fault);
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
