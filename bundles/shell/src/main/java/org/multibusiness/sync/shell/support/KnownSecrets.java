package org.multibusiness.sync.shell.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The secrets of this installation, read only to be looked for in what is about to be handed out. */
final class KnownSecrets {
    private static final List<String> FILES = List.of("sync.key", "sync.admin");
    private static final List<String> VARIABLES = List.of("SYNC_REGISTRATION_KEY", "SYNC_ADMIN_PASSWORD");
    private static final Pattern PASSWORD_OF_ADDRESS = Pattern.compile("://[^\\s/@:]*:([^\\s/@]+)@");

    private KnownSecrets() {}

    /**
     * Reads them.
     *
     * @param folders of this node
     * @param variables the environment; an unset variable is empty
     * @throws IOException when a file that is there can't be read: then nothing may be handed out
     */
    static Set<String> read(Folders folders, UnaryOperator<String> variables) throws IOException {
        Set<String> secrets = new HashSet<>();
        for (String name : FILES) {
            addLines(folders.etc().resolve(name), secrets);
        }
        addLines(folders.data().resolve("postgresql.url"), secrets);
        VARIABLES.forEach(name -> add(variables.apply(name), secrets));
        addPassword(variables.apply("DATABASE_URL"), secrets);
        return secrets;
    }

    private static void addLines(Path file, Set<String> secrets) throws IOException {
        if (Files.exists(file)) {
            Files.readAllLines(file, StandardCharsets.UTF_8).forEach(line -> add(line, secrets));
        }
    }

    private static void add(String text, Set<String> secrets) {
        secrets.add(text.strip());
        addPassword(text, secrets);
    }

    private static void addPassword(String text, Set<String> secrets) {
        Matcher password = PASSWORD_OF_ADDRESS.matcher(text);
        while (password.find()) {
            secrets.add(password.group(1));
        }
    }
}
