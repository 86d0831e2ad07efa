package org.multibusiness.sync.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Knows configurations again without keeping them: of every value a code under a salt. Kept in a file, so that what was changed while
 * the service was down is seen, too. Used by one thread at a time.
 */
final class ConfigurationMarks {
    /** What the container and the file watcher add; not an operator's. */
    private static final SortedSet<String> NOT_OURS =
            new TreeSet<>(Arrays.asList("service.pid", "service.factoryPid", "service.bundleLocation"));

    private final Path file;
    private final byte[] salt;
    private final SortedMap<String, SortedMap<String, String>> marks = new TreeMap<>();

    private ConfigurationMarks(Path file, byte[] salt) {
        this.file = file;
        this.salt = salt;
    }

    /** Reads the file; one that is not there, or is none of ours, knows nothing. */
    static ConfigurationMarks load(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new ConfigurationMarks(file, Seal.newKey());
        }
        String[] lines = Files.readString(file, UTF_8).split("\n", -1);
        if (!lines[0].matches("[0-9a-f]{64}")) {
            return new ConfigurationMarks(file, Seal.newKey());
        }
        ConfigurationMarks loaded = new ConfigurationMarks(file, HexFormat.of().parseHex(lines[0]));
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            String[] words = line.split("\t", -1);
            if (words.length == 3) {
                loaded.marks.computeIfAbsent(words[0], pid -> new TreeMap<>()).put(words[1], words[2]);
            }
        }
        return loaded;
    }

    boolean isEmpty() {
        return marks.isEmpty();
    }

    /** Which configurations it knows. */
    SortedSet<String> known() {
        return new TreeSet<>(marks.keySet());
    }

    /** Which keys of a configuration are not as they were; from now on they are known as they are. An empty one is forgotten. */
    SortedSet<String> changed(String pid, Map<String, ?> now) {
        SortedMap<String, String> fresh = new TreeMap<>();
        now.forEach((key, value) -> {
            if (!NOT_OURS.contains(key) && !key.startsWith("felix.fileinstall.")) {
                fresh.put(key, mark(pid, key, value));
            }
        });
        Map<String, String> before = marks.getOrDefault(pid, Collections.emptySortedMap());
        SortedSet<String> changed = new TreeSet<>(fresh.keySet());
        changed.addAll(before.keySet());
        changed.removeIf(key -> fresh.containsKey(key) && fresh.get(key).equals(before.get(key)));
        if (fresh.isEmpty()) {
            marks.remove(pid);
        } else {
            marks.put(pid, fresh);
        }
        return changed;
    }

    void store() throws IOException {
        StringBuilder text = new StringBuilder(HexFormat.of().formatHex(salt)).append('\n');
        marks.forEach((pid, keys) -> keys.forEach((key, mark) -> text.append(pid)
                .append('\t')
                .append(key)
                .append('\t')
                .append(mark)
                .append('\n')));
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            PrivateFiles.directory(directory);
        }
        PrivateFiles.replace(file, text.toString().getBytes(UTF_8));
    }

    private String mark(String pid, String key, Object value) {
        String text = value instanceof Object[] many ? Arrays.deepToString(many) : String.valueOf(value);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt, "HmacSHA256"));
            byte[] code = mac.doFinal((pid + "\n" + key + "\n" + text).getBytes(UTF_8));
            return HexFormat.of().formatHex(code, 0, 16);
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
