package org.multibusiness.sync.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The key and the head, apart from the lines: whoever cuts lines off would have to come by here, too. On the first start the head is
 * written before the key, so a key without a head is never a crash's doing.
 */
final class SealBox {
    private final Path headFile;
    private final Seal seal;
    /** What was wrong with the box; empty when nothing was. */
    private final String damage;

    private SealBox(Path headFile, Seal seal, String damage) {
        this.headFile = headFile;
        this.seal = seal;
        this.damage = damage;
    }

    /**
     * Opens the box, or makes it.
     *
     * @param hasLines whether there is a record already
     */
    static SealBox open(Path directory, boolean hasLines) throws IOException {
        PrivateFiles.directory(directory);
        Path keyFile = directory.resolve("audit.key");
        Path headFile = directory.resolve("audit.head");
        if (!Files.exists(keyFile)) {
            byte[] key = Seal.newKey();
            Seal seal = new Seal(key);
            PrivateFiles.replace(headFile, Head.START.write(seal));
            PrivateFiles.replace(keyFile, HexFormat.of().formatHex(key).getBytes(US_ASCII));
            return new SealBox(
                    headFile,
                    seal,
                    hasLines ? "The key " + keyFile + " was gone: what was recorded before can't be checked." : "");
        }
        Seal seal = new Seal(key(keyFile));
        SealBox box = new SealBox(headFile, seal, "");
        return box.head().isPresent()
                ? box
                : new SealBox(headFile, seal, "The seal " + headFile + " is gone, or was not written by this node.");
    }

    private static byte[] key(Path file) throws IOException {
        try {
            byte[] key =
                    HexFormat.of().parseHex(Files.readString(file, US_ASCII).strip());
            if (key.length == Seal.KEY_LENGTH) {
                return key;
            }
        } catch (IllegalArgumentException notHex) {
            throw damaged(file, notHex);
        }
        throw damaged(file, null);
    }

    private static IOException damaged(Path file, @org.jspecify.annotations.Nullable Exception cause) {
        return new IOException(
                "the key in " + file + " is damaged. Restore the file from a backup; if there is none, remove it: a new"
                        + " key is made, and what was recorded before can't be checked any more",
                cause);
    }

    Seal seal() {
        return seal;
    }

    String damage() {
        return damage;
    }

    /** The head as it is now; empty when it is not ours. */
    Optional<Head> head() throws IOException {
        return Files.exists(headFile) ? Head.read(Files.readAllBytes(headFile), seal) : Optional.empty();
    }

    void keep(Head head) throws IOException {
        PrivateFiles.replace(headFile, head.write(seal));
    }
}
