package org.multibusiness.sync.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.NodeId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who was expelled. It grows only: there is no way to take a record back, so that nobody can be talked into it. A text file of lines
 * {@code fingerprint milliseconds signer's-key signature}, replaced as a whole. Thread-safe.
 *
 * <p>Bounded: beyond {@value #MOST} no more are taken, rather than forgetting one.
 */
final class Revocations {
    /** The most records kept. */
    static final int MOST = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);
    private static final Pattern LINE =
            Pattern.compile("([0-9a-f]{64}) ([0-9]{1,15}) ([0-9a-f]{2,1024}) ([0-9a-f]{2,512})");

    private final Path file;
    private final Map<String, RevocationRecord> byFingerprint;

    private Revocations(Path file, Map<String, RevocationRecord> byFingerprint) {
        this.file = file;
        this.byFingerprint = byFingerprint;
    }

    /** Reads the records. One that can't be read or is not signed well is reported and left out. */
    static Revocations load(Path file) throws SecuritySetupException {
        Map<String, RevocationRecord> records = new LinkedHashMap<>();
        try {
            if (Files.exists(file)) {
                PrivateFiles.tighten(file);
                List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
                for (int number = 1; number <= lines.size(); number++) {
                    read(lines.get(number - 1), number, file, records);
                }
            }
            return new Revocations(file, records);
        } catch (IOException e) {
            throw new SecuritySetupException(
                    "The expelled nodes in " + file + " can't be read (" + e
                            + "). Without them an expelled node would be let in, so this node talks to nobody. Give the user"
                            + " that runs this service the right to that file.",
                    e);
        }
    }

    /** The record against the node with this public key. */
    synchronized Optional<RevocationRecord> of(String fingerprint) {
        return Optional.ofNullable(byFingerprint.get(fingerprint));
    }

    /** The record against the node with this id. */
    synchronized Optional<RevocationRecord> of(NodeId node) {
        return byFingerprint.values().stream()
                .filter(record -> record.view().node().equals(node))
                .findFirst();
    }

    synchronized List<RevocationRecord> all() {
        return List.copyOf(byFingerprint.values());
    }

    /** Whether one more would be taken. */
    synchronized boolean isFull() {
        return byFingerprint.size() >= MOST;
    }

    /**
     * Takes a record in.
     *
     * @return false when the node is expelled already, or there is no room, or the signer is expelled himself: his word counts no more
     * @throws IOException when the file can't be written; the record counts all the same until this node stops
     */
    synchronized boolean add(RevocationRecord record) throws IOException {
        if (byFingerprint.containsKey(record.fingerprint())
                || isFull()
                || byFingerprint.containsKey(record.signer().fingerprint())) {
            return false;
        }
        byFingerprint.put(record.fingerprint(), record);
        PrivateFiles.write(
                file, byFingerprint.values().stream().map(Revocations::line).collect(Collectors.joining()));
        return true;
    }

    static String line(RevocationRecord record) {
        HexFormat hex = HexFormat.of();
        return record.fingerprint() + " " + record.at() + " " + hex.formatHex(record.signerKey()) + " "
                + hex.formatHex(record.signature()) + "\n";
    }

    private static void read(String line, int number, Path file, Map<String, RevocationRecord> records) {
        Matcher matcher = LINE.matcher(line.strip());
        if (!matcher.matches() || records.size() >= MOST) {
            if (!line.isBlank()) {
                LOG.error(
                        "Line {} of {} is no record of an expelled node, or one too many, and is left out.",
                        number,
                        file);
            }
            return;
        }
        HexFormat hex = HexFormat.of();
        try {
            RevocationRecord record = RevocationRecord.verified(
                    matcher.group(1),
                    Long.parseLong(matcher.group(2)),
                    hex.parseHex(matcher.group(3)),
                    hex.parseHex(matcher.group(4)));
            records.put(record.fingerprint(), record);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            LOG.error(
                    "Line {} of {} is left out: {}. If that node is to stay expelled: sync:revoke it again.",
                    number,
                    file,
                    e.getMessage());
        }
    }
}
