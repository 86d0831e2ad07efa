package org.multibusiness.sync.audit;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;

/**
 * Who may log in, and with which roles: names and roles of a file of Karaf's. Passwords, hashes and keys are left out while it is read.
 * Immutable.
 */
final class Accounts {
    /** A larger file is none that an operator wrote. */
    static final long LONGEST = 1024 * 1024;

    /** What Karaf puts before the name of a group. */
    private static final String GROUP = "_g_:";

    private final SortedMap<String, String> roles;

    private Accounts(SortedMap<String, String> roles) {
        this.roles = roles;
    }

    /** Nobody. */
    static Accounts none() {
        return new Accounts(new TreeMap<>());
    }

    /** Reads {@code users.properties} or {@code keys.properties}: {@code name = secret,role,role}. A file that is not there names nobody. */
    static Accounts read(Path file) throws IOException {
        try {
            if (Files.size(file) > LONGEST) {
                throw new IOException(file + " has more than " + LONGEST + " bytes");
            }
            Properties lines = new Properties();
            lines.load(new StringReader(Files.readString(file, StandardCharsets.ISO_8859_1)));
            SortedMap<String, String> roles = new TreeMap<>();
            for (String name : lines.stringPropertyNames()) {
                roles.put(oneWord(name), roles(lines.getProperty(name)));
            }
            return new Accounts(roles);
        } catch (NoSuchFileException nobody) {
            return none();
        } catch (IllegalArgumentException badEscape) {
            throw new IOException(file + " can't be read: " + badEscape.getMessage(), badEscape);
        }
    }

    /** All but the first word, which is the secret. */
    private static String roles(String value) {
        return Arrays.stream(value.split(","))
                .skip(1)
                .map(role -> oneWord(role).replace(GROUP, "group "))
                .filter(role -> !role.isEmpty())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** Without what would end a line or a field of a file. */
    private static String oneWord(String text) {
        return text.strip().replaceAll("\\p{Cntrl}", "?");
    }

    /** As lines of a file, each a name, a tab and the roles. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        roles.forEach((name, may) -> lines.add(name + '\t' + may));
        return lines;
    }

    /** The opposite of {@link #lines}; what is no such line is left out. */
    static Accounts ofLines(List<String> lines) {
        SortedMap<String, String> roles = new TreeMap<>();
        for (String line : lines) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                roles.put(line.substring(0, tab), line.substring(tab + 1));
            }
        }
        return new Accounts(roles);
    }

    int size() {
        return roles.size();
    }

    /** What became of these, by name. */
    List<AuditEvent> changedTo(Accounts now) {
        SortedMap<String, String> all = new TreeMap<>(roles);
        all.putAll(now.roles);
        return all.keySet().stream()
                .map(name -> change(name, roles, now.roles))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<AuditEvent> change(String name, Map<String, String> before, Map<String, String> after) {
        String had = before.get(name);
        String has = after.get(name);
        AuditEvent event = AuditEvent.of(
                AuditKind.USER_CHANGED, name.startsWith(GROUP) ? "group " + name.substring(GROUP.length()) : name);
        if (had == null) {
            return Optional.of(event.with("what", "added").with("roles", String.valueOf(has)));
        }
        if (has == null) {
            return Optional.of(event.with("what", "removed").with("roles-before", had));
        }
        return had.equals(has)
                ? Optional.empty()
                : Optional.of(event.with("what", "roles").with("roles", has).with("roles-before", had));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Accounts accounts && roles.equals(accounts.roles);
    }

    @Override
    public int hashCode() {
        return roles.hashCode();
    }

    @Override
    public String toString() {
        return roles.toString();
    }
}
