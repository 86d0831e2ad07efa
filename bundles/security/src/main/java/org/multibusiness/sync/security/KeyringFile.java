package org.multibusiness.sync.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.multibusiness.sync.security.Keyring.Accepted;
import org.multibusiness.sync.security.Keyring.Former;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ring as a private text file, replaced as a whole. Lines {@code active ROTATED SINCE KEY}, {@code accepted ROTATED FROM UNTIL KEY}
 * and {@code former HASH MARK}, times in milliseconds since 1970, keys in base64.
 */
final class KeyringFile {
    private static final Logger LOG = LoggerFactory.getLogger(KeyringFile.class);

    private final Path file;

    KeyringFile(Path file) {
        this.file = file;
    }

    /** The ring in the file; empty when there is none, or none that can be used. */
    Optional<Keyring> read() throws SecuritySetupException {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            PrivateFiles.tighten(file);
            Draft draft = new Draft();
            List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            for (int number = 1; number <= lines.size(); number++) {
                read(lines.get(number - 1), number, draft);
            }
            return draft.ring();
        } catch (IOException e) {
            throw new SecuritySetupException(
                    "The keyring in " + file + " can't be read (" + e
                            + "). Give the user that runs this service the right to that file.",
                    e);
        }
    }

    void write(Keyring ring) throws IOException {
        StringBuilder text = new StringBuilder();
        line(text, "active", ring.active().rotatedAt(), ring.since().toEpochMilli(), text(ring.active()));
        for (Accepted key : ring.accepted()) {
            line(
                    text,
                    "accepted",
                    key.key().rotatedAt(),
                    key.from().toEpochMilli(),
                    key.until().toEpochMilli(),
                    text(key.key()));
        }
        for (Former key : ring.former()) {
            line(
                    text,
                    "former",
                    key.hash(),
                    HexFormat.of().formatHex(key.recognition().key()));
        }
        PrivateFiles.write(file, text.toString());
    }

    private static void line(StringBuilder text, Object... words) {
        for (Object word : words) {
            text.append(word).append(' ');
        }
        text.setCharAt(text.length() - 1, '\n');
    }

    private static String text(RingKey key) {
        return Base64.getEncoder().encodeToString(key.key().bytes());
    }

    private static RingKey key(String rotatedAt, String text) throws SecuritySetupException {
        String key = new String(Base64.getDecoder().decode(text), UTF_8);
        return RingKey.of(RegistrationKey.of(key, "a key of the keyring"), Long.parseLong(rotatedAt));
    }

    private static Instant time(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }

    private void read(String line, int number, Draft draft) {
        String[] words = line.strip().split(" ", -1);
        try {
            switch (words[0] + words.length) {
                case "active4" -> draft.active(key(words[1], words[3]), time(words[2]));
                case "accepted5" ->
                    draft.accepted.add(new Accepted(key(words[1], words[4]), time(words[2]), time(words[3])));
                case "former3" ->
                    draft.former.add(new Former(
                            HexFormat.of().formatHex(HexFormat.of().parseHex(words[1])),
                            new Hmac(HexFormat.of().parseHex(words[2]))));
                default -> throw new IllegalArgumentException("it has another form");
            }
        } catch (IllegalArgumentException | SecuritySetupException e) {
            // Not the exception's words: they may quote the line, which may hold a key.
            LOG.warn("Line {} of {} can't be read and is left out.", number, file);
        }
    }

    /** What was read so far. */
    private static final class Draft {
        private final List<Accepted> accepted = new ArrayList<>();
        private final List<Former> former = new ArrayList<>();
        private Optional<RingKey> active = Optional.empty();
        private Instant since = Instant.EPOCH;

        void active(RingKey key, Instant used) {
            active = Optional.of(key);
            since = used;
        }

        Optional<Keyring> ring() {
            return active.map(key -> new Keyring(key, since, accepted, former));
        }
    }
}
