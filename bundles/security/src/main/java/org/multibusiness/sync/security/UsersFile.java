package org.multibusiness.sync.security;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Karaf's {@code users.properties}: lines {@code user = password,role,…,_g_:group} and {@code _g_\:group = group,role,…}.
 * Lines are added, never changed: comments and accounts of the operator stay as they are.
 */
final class UsersFile {
    private static final String GROUP = "_g_:admingroup";
    private static final String GROUP_LINE = "_g_\\:admingroup = group,admin,manager,viewer,systembundles,ssh";

    private final Path file;
    private final String content;
    private final Properties entries;

    private UsersFile(Path file, String content, Properties entries) {
        this.file = file;
        this.content = content;
        this.entries = entries;
    }

    static UsersFile load(Path file) throws IOException {
        String content = Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        Properties entries = new Properties();
        try {
            entries.load(new StringReader(content));
        } catch (IllegalArgumentException e) {
            throw new IOException("it has a malformed \\u escape", e);
        }
        return new UsersFile(file, content, entries);
    }

    boolean has(String user) {
        return entries.containsKey(user);
    }

    /** Adds a member of the administrators' group, makes the group when it isn't there, and the file private. */
    void add(String user, String password) throws IOException {
        StringBuilder text = new StringBuilder(content);
        if (!content.isEmpty() && !content.endsWith("\n")) {
            text.append('\n');
        }
        text.append(user)
                .append(" = ")
                .append(password.replace("\\", "\\\\"))
                .append(',')
                .append(GROUP)
                .append('\n');
        if (!entries.containsKey(GROUP)) {
            text.append(GROUP_LINE).append('\n');
        }
        PrivateFiles.write(file, text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What in this password the file's format can't hold; empty when it can hold it. */
    static String faultOfPassword(String password) {
        if (password.indexOf(',') >= 0) {
            return "has a comma, which separates password and roles";
        }
        if (password.contains("${")) {
            return "has '${', which begins a placeholder";
        }
        if (password.startsWith("{")) {
            return "begins with '{', which announces an encrypted password";
        }
        if (!password.equals(password.strip())) {
            return "has white space at its ends";
        }
        return password.chars().allMatch(c -> c >= ' ' && c <= '~') ? "" : "has characters beyond printable ASCII";
    }
}
