package org.multibusiness.sync.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.security.GroupTrust;

/**
 * A {@link TrustStatement} as bytes; {@code docs/protocol/trust.md} is the specification. Every length is checked before anything is
 * allocated for it, and signatures and hashes are checked here, so that a statement holds only what is true.
 */
final class TrustMessage {
    static final int VERSION = 1;

    private static final int HASH = 32;
    private static final int LONGEST_KEY = 4096;
    private static final int MOST_KEYS = 16;
    private static final int MOST_FORMER = 64;

    private TrustMessage() {}

    static byte[] encode(TrustStatement statement) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(statement.keys().size());
            for (TrustStatement.ToldKey key : statement.keys()) {
                write(key, out);
            }
            out.writeByte(statement.former().size());
            for (String hash : statement.former()) {
                out.write(HexFormat.of().parseHex(hash));
            }
            out.writeShort(statement.revocations().size());
            for (RevocationRecord record : statement.revocations()) {
                out.write(HexFormat.of().parseHex(record.fingerprint()));
                out.writeLong(record.at());
                writeBlock(record.signerKey(), out);
                writeBlock(record.signature(), out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be written to", e);
        }
        return bytes.toByteArray();
    }

    private static void write(TrustStatement.ToldKey key, DataOutputStream out) throws IOException {
        out.write(HexFormat.of().parseHex(key.hash()));
        out.writeLong(key.rotatedAt());
        out.writeLong(key.grace().toMillis());
        writeBlock(key.key().map(RegistrationKey::bytes).orElse(new byte[0]), out);
    }

    private static void writeBlock(byte[] block, DataOutputStream out) throws IOException {
        out.writeShort(block.length);
        out.write(block);
    }

    /**
     * Understands a statement.
     *
     * @throws IOException when the bytes are no statement of this version, or say what is not true
     */
    static TrustStatement decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("it is of version " + version + ", known here is " + VERSION);
        }
        List<TrustStatement.ToldKey> keys = new ArrayList<>();
        for (int left = count(in.readUnsignedByte(), MOST_KEYS); left > 0; left--) {
            keys.add(readKey(in));
        }
        Set<String> former = new HashSet<>();
        for (int left = count(in.readUnsignedByte(), MOST_FORMER); left > 0; left--) {
            former.add(readHash(in));
        }
        List<RevocationRecord> revocations = new ArrayList<>();
        for (int left = count(in.readUnsignedShort(), Revocations.MOST); left > 0; left--) {
            revocations.add(readRevocation(in));
        }
        if (in.read() >= 0) {
            throw new IOException("there is more than it says");
        }
        return new TrustStatement(keys, former, revocations);
    }

    private static TrustStatement.ToldKey readKey(DataInputStream in) throws IOException {
        String hash = readHash(in);
        long rotatedAt = in.readLong();
        long grace = in.readLong();
        if (rotatedAt < 0 || grace < -1 || grace > GroupTrust.LONGEST_GRACE.toMillis()) {
            throw new IOException("a key's times are not possible");
        }
        byte[] key = readBlock(in, LONGEST_KEY);
        Optional<RegistrationKey> enclosed = key.length == 0 ? Optional.empty() : Optional.of(checked(hash, key));
        return new TrustStatement.ToldKey(hash, rotatedAt, Duration.ofMillis(grace), enclosed);
    }

    private static RegistrationKey checked(String hash, byte[] key) throws IOException {
        if (!HexFormat.of().formatHex(Fingerprint.sha256(key)).equals(hash)) {
            throw new IOException("a key has another hash than it says");
        }
        try {
            RegistrationKey enclosed = RegistrationKey.of(new String(key, UTF_8), "the key");
            if (!MessageDigest.isEqual(enclosed.bytes(), key)) {
                throw new IOException("a key is not written as keys are");
            }
            return enclosed;
        } catch (SecuritySetupException e) {
            throw new IOException("a key is none that a node would use", e);
        }
    }

    private static RevocationRecord readRevocation(DataInputStream in) throws IOException {
        String fingerprint = readHash(in);
        long at = in.readLong();
        byte[] signerKey = readBlock(in, RevocationRecord.LONGEST_KEY);
        byte[] signature = readBlock(in, RevocationRecord.LONGEST_SIGNATURE);
        try {
            return RevocationRecord.verified(fingerprint, at, signerKey, signature);
        } catch (GeneralSecurityException e) {
            throw new IOException("a revocation is not as it should be: " + e.getMessage(), e);
        }
    }

    private static String readHash(DataInputStream in) throws IOException {
        byte[] hash = new byte[HASH];
        in.readFully(hash);
        return HexFormat.of().formatHex(hash);
    }

    private static byte[] readBlock(DataInputStream in, int longest) throws IOException {
        byte[] block = new byte[count(in.readUnsignedShort(), longest)];
        in.readFully(block);
        return block;
    }

    private static int count(int told, int most) throws IOException {
        if (told > most) {
            throw new IOException(told + " of something are too many, allowed are " + most);
        }
        return told;
    }
}
