package org.multibusiness.sync.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that holds the registration key when none is configured; made on the first start. */
final class KeyFile {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final int LONGEST = 8192;

    private final Path file;

    KeyFile(Path file) {
        this.file = file;
    }

    /** The key in the file, or a new random one of 256 bits that is now in the file. */
    RegistrationKey readOrGenerate() throws SecuritySetupException {
        try {
            return Files.exists(file) ? read() : generate();
        } catch (IOException e) {
            throw new SecuritySetupException(
                    "The registration key file " + file + " can't be read or written (" + e
                            + "). Give the user that runs this service the right to it, or set SYNC_REGISTRATION_KEY.",
                    e);
        }
    }

    private RegistrationKey read() throws IOException, SecuritySetupException {
        if (Files.size(file) > LONGEST) {
            throw new SecuritySetupException("The registration key file " + file + " has " + Files.size(file)
                    + " bytes: that is not a key. Put the key alone into it, or remove it and one is generated.");
        }
        if (tighten()) {
            LOG.warn(
                    "{} could be read by other users of this server; now only by its owner. If somebody may have read"
                            + " it, change the key on all servers.",
                    file);
        }
        String content = Files.readString(file, StandardCharsets.UTF_8);
        return RegistrationKey.of(withoutLineEnd(content), "the key in " + file);
    }

    /** A read-only mount keeps its modes; that is no reason not to use the key. */
    private boolean tighten() {
        try {
            return PrivateFiles.tighten(file);
        } catch (IOException e) {
            LOG.warn(
                    "{} can be read by other users of this server, and that can't be changed from here: {}",
                    file,
                    e.toString());
            return false;
        }
    }

    /** One line end belongs to a text file, not to the white space worth a warning. */
    private static String withoutLineEnd(String content) {
        String text = content.endsWith("\n") ? content.substring(0, content.length() - 1) : content;
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** From now on this key is in the file. */
    void replace(RegistrationKey key) throws IOException {
        byte[] secret = key.bytes();
        byte[] line = Arrays.copyOf(secret, secret.length + 1);
        line[secret.length] = '\n';
        PrivateFiles.write(file, line);
    }

    @Override
    public String toString() {
        return file.toString();
    }

    private RegistrationKey generate() throws IOException {
        RegistrationKey key = RegistrationKey.random();
        replace(key);
        LOG.info(
                "No registration key is configured: a new one was generated into {} (for its owner's eyes only). Servers"
                        + " with the same key work together. To bring it to the next server, copy this file into the etc"
                        + " folder there before the first start, or set SYNC_REGISTRATION_KEY there to what is in it; send"
                        + " it by a way that nobody else can read.",
                file);
        return key;
    }
}
