package org.multibusiness.sync.access;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key by which {@code bin/client} logs in on this machine, now that no readable password stands in a file: made at the first
 * start, for its owner's eyes only. Whoever may read {@code etc} is an administrator, as before. To take it back, remove the file
 * and restart: another one is made.
 */
@Component(
        service = {},
        immediate = true)
public final class ClientKey {
    /** The user; {@code bin/setenv} names it and the file. */
    static final String USER = "sync-client";

    static final String FILE = "sync.client.key";

    private static final Logger LOG = LoggerFactory.getLogger(ClientKey.class);

    /** RSA: of it alone Java's own form of a private key holds the public one, which the SSH client wants. */
    private static final int BITS = 3072;

    private final Path etc;

    /** Called by the container. */
    @Activate
    public ClientKey(BundleContext context) {
        this(Path.of(Objects.requireNonNullElse(context.getProperty("karaf.etc"), "etc")));
        ensure();
    }

    ClientKey(Path etc) {
        this.etc = etc;
    }

    /** Makes the key unless there is one. When it can't, the log says so; everything else works without it. */
    void ensure() {
        Path users = etc.resolve("keys.properties");
        try {
            List<String> lines = Files.exists(users)
                    ? new ArrayList<>(Files.readAllLines(users, StandardCharsets.ISO_8859_1))
                    : new ArrayList<>();
            boolean known = lines.stream().anyMatch(ClientKey::isOurs);
            if (known && Files.exists(etc.resolve(FILE))) {
                return;
            }
            KeyPair pair = generate();
            lines.removeIf(ClientKey::isOurs);
            lines.add(USER + " = " + publicKey((RSAPublicKey) pair.getPublic()) + ",_g_:admingroup");
            PrivateFile.write(etc.resolve(FILE), pem(pair));
            PrivateFile.write(users, String.join("\n", lines) + "\n");
            LOG.info("bin/client logs in with {} from now on (for its owner's eyes only).", etc.resolve(FILE));
        } catch (IOException | GeneralSecurityException e) {
            LOG.error(
                    "bin/client has no key to log in with: {} can't be made ({}). Give the user that runs this service the right to"
                            + " write there and restart; until then use bin/client -u admin.",
                    etc.resolve(FILE),
                    e.toString());
        }
    }

    private static boolean isOurs(String line) {
        return line.matches("\\s*" + USER + "\\s*[=:].*");
    }

    private static KeyPair generate() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(BITS);
        return generator.generateKeyPair();
    }

    /** RFC 4253, 6.6, in Base64. */
    private static String publicKey(RSAPublicKey key) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (byte[] part : List.of(
                    "ssh-rsa".getBytes(StandardCharsets.US_ASCII),
                    key.getPublicExponent().toByteArray(),
                    key.getModulus().toByteArray())) {
                out.writeInt(part.length);
                out.write(part);
            }
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }
}
