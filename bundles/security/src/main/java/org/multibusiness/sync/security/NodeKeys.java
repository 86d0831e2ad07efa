package org.multibusiness.sync.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.multibusiness.sync.api.security.NodeIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Our key pair and its certificate: made once, kept in one file, so that a crash leaves both or none. */
final class NodeKeys {
    private static final Logger LOG = LoggerFactory.getLogger(NodeKeys.class);
    private static final String FILE = "node.pem";
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final String CERTIFICATE = "CERTIFICATE";
    /** No clock takes part in admission, so the dates only have to be harmless. RFC 5280 has this value for "no end". */
    private static final Instant FROM = Instant.parse("2000-01-01T00:00:00Z");

    private static final Instant UNTIL = Instant.parse("9999-12-31T23:59:59Z");

    private final PrivateKey privateKey;
    private final X509Certificate certificate;
    private final NodeIdentity identity;

    private NodeKeys(PrivateKey privateKey, X509Certificate certificate) {
        this.privateKey = privateKey;
        this.certificate = certificate;
        this.identity = Fingerprint.of(certificate.getPublicKey());
    }

    PrivateKey privateKey() {
        return privateKey;
    }

    X509Certificate certificate() {
        return certificate;
    }

    NodeIdentity identity() {
        return identity;
    }

    /** Reads the keys in this directory, or makes them when there are none. A damaged file is never replaced. */
    static NodeKeys loadOrCreate(Path directory) throws SecuritySetupException {
        Path file = directory.resolve(FILE);
        try {
            PrivateFiles.directory(directory);
            if (!Files.exists(file)) {
                return create(directory);
            }
            PrivateFiles.tighten(file);
            return load(file);
        } catch (IOException e) {
            throw new SecuritySetupException(
                    "This node's identity in " + file + " can't be read or written (" + e
                            + "). Give the user that runs this service the right to that folder, and room on the disk.",
                    e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SecuritySetupException(
                    "This node's identity in " + file + " is damaged (" + e.getMessage()
                            + "). Restore the file from a backup. Only if there is none: remove it, and this server comes"
                            + " back as a new node.",
                    e);
        }
    }

    /** Keys of this life only, in no file. */
    static NodeKeys fresh(Instant from, Instant until) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        String name = Fingerprint.of(pair.getPublic()).id().value();
        return new NodeKeys(pair.getPrivate(), SelfSignedCertificate.issue(pair, name, from, until));
    }

    /** Writes these keys where {@link #loadOrCreate} finds them. */
    void store(Path directory) throws IOException, GeneralSecurityException {
        PrivateFiles.directory(directory);
        PrivateFiles.write(
                directory.resolve(FILE),
                block(PRIVATE_KEY, privateKey.getEncoded()) + block(CERTIFICATE, certificate.getEncoded()));
    }

    private static NodeKeys create(Path directory) throws IOException, GeneralSecurityException {
        NodeKeys keys = fresh(FROM, UNTIL);
        keys.store(directory);
        LOG.info(
                "This is a new node: its id is {}, its identity is kept in {}.",
                keys.identity().id(),
                directory);
        return keys;
    }

    private static NodeKeys load(Path file) throws IOException, GeneralSecurityException {
        String pem = Files.readString(file, StandardCharsets.US_ASCII);
        PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes(pem, PRIVATE_KEY)));
        X509Certificate certificate = SelfSignedCertificate.read(bytes(pem, CERTIFICATE));
        // Shows that the two belong together: signs with the one, verifies with the other.
        SelfSignedCertificate.issue(new KeyPair(certificate.getPublicKey(), key), "check", FROM, UNTIL);
        return new NodeKeys(key, certificate);
    }

    private static String block(String label, byte[] der) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return "-----BEGIN " + label + "-----\n" + lines.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    private static byte[] bytes(String pem, String label) throws GeneralSecurityException {
        Matcher block = Pattern.compile("-----BEGIN " + label + "-----([^-]*)-----END " + label + "-----")
                .matcher(pem);
        if (!block.find()) {
            throw new GeneralSecurityException("there is no whole " + label + " in it");
        }
        return Base64.getMimeDecoder().decode(block.group(1));
    }
}
