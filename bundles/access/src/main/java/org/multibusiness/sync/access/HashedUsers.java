package org.multibusiness.sync.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that no password of {@code etc/users.properties} stays readable: at its start, and before each log-in by password.
 * Not by Karaf's own watcher, which may write back what it read seconds ago, misses files that were replaced, as most editors do,
 * and gives up for good when hashing can't be had at its start. Thread-safe.
 */
@Component(service = HashedUsers.class)
public final class HashedUsers {
    private static final Logger LOG = LoggerFactory.getLogger(HashedUsers.class);

    /** Before and after a hash. */
    static final String MARK = "{CRYPT}";

    /** {@code user = password,roles}; groups ({@code _g_\:name}) have a backslash in their name, comments a {@code #}. */
    private static final Pattern USER = Pattern.compile("(\\s*[^#!\\s=:\\\\]+\\s*[=:]\\s*)([^,]+)(,.*)?");

    private final Path file;
    private final Pbkdf2 pbkdf2 = new Pbkdf2();

    /** Called by the container. */
    @Activate
    public HashedUsers(BundleContext context) {
        this(Path.of(Objects.requireNonNullElse(context.getProperty("karaf.etc"), "etc"), "users.properties"));
        hashPlain();
    }

    HashedUsers(Path file) {
        this.file = file;
    }

    /** Hashes what is not hashed. When the file can't be read or written, the log says so and it stays as it is. */
    synchronized void hashPlain() {
        try {
            Map<String, String> hashes = new HashMap<>();
            for (String line : read()) {
                String hashed = hashed(line);
                if (!hashed.equals(line)) {
                    hashes.put(line, hashed);
                }
            }
            if (!hashes.isEmpty()) {
                // Hashing took a while: others may have added users meanwhile.
                List<String> lines = read();
                lines.replaceAll(line -> hashes.getOrDefault(line, line));
                PrivateFile.write(file, String.join("\n", lines) + "\n");
                LOG.info("{} held passwords in plain text: they are hashed now.", file);
            }
        } catch (NoSuchFileException nobodyYet) {
            // The first user is still to be made.
        } catch (IOException e) {
            LOG.error(
                    "The passwords of {} can't be hashed ({}). Give the user that runs this service the right to the file;"
                            + " whoever has no hash there can't log in.",
                    file,
                    e.toString());
        }
    }

    private List<String> read() throws IOException {
        return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    }

    private String hashed(String line) {
        Matcher user = USER.matcher(line);
        if (!user.matches() || user.group(2).startsWith(MARK)) {
            return line;
        }
        String password = user.group(2).strip().replace("\\\\", "\\");
        String roles = Objects.requireNonNullElse(user.group(3), "");
        return user.group(1) + MARK + pbkdf2.encryptPassword(password) + MARK + roles;
    }
}
