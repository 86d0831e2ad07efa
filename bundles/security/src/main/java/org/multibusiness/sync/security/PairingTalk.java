package org.multibusiness.sync.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.agreement.jpake.JPAKEParticipant;
import org.bouncycastle.crypto.agreement.jpake.JPAKEPrimeOrderGroups;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound1Payload;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound2Payload;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound3Payload;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.multibusiness.sync.api.security.NodeIdentity;

/**
 * J-PAKE (RFC 8236) over the 3072-bit NIST group: two ends that know the same short code get a strong key, an end that guesses
 * learns whether its one guess was right, and nothing else. The names of the ends hold the fingerprints of both TLS certificates, so
 * whoever sits in between has other names, and gets no key even with the right code passing through. Used by one thread, once.
 */
final class PairingTalk {
    /** Bits of the group. */
    private static final int GROUP = 3072;

    private static final int LONGEST = GROUP / 8;
    private static final int TAG_BITS = 128;
    private static final int NONCE = 12;
    private static final byte[] LABEL = "org.multibusiness.sync pairing 1".getBytes(US_ASCII);

    private final boolean holder;
    private final String peerName;
    private final JPAKEParticipant own;
    private final DataInputStream in;
    private final DataOutputStream out;

    /**
     * Between two ends.
     *
     * @param holder whether this end has the key
     */
    PairingTalk(boolean holder, String code, Ends ends, InputStream in, OutputStream out) {
        this.holder = holder;
        this.in = new DataInputStream(in);
        this.out = new DataOutputStream(out);
        this.peerName = name(!holder, ends.peer(), ends.self());
        this.own = new JPAKEParticipant(
                name(holder, ends.self(), ends.peer()),
                code.toCharArray(),
                JPAKEPrimeOrderGroups.NIST_3072,
                new SHA256Digest(),
                new SecureRandom());
    }

    /**
     * Who talks, by the certificates of the TLS session.
     *
     * @param self this end
     * @param peer the other one
     */
    record Ends(NodeIdentity self, NodeIdentity peer) {}

    static String name(boolean holder, NodeIdentity whose, NodeIdentity other) {
        return (holder ? "holder " : "newcomer ") + whose.fingerprint() + " with " + other.fingerprint();
    }

    /**
     * The key that both ends have then, and nobody else.
     *
     * @throws IOException when the codes differ, the other end is another one, or does not keep to the protocol
     */
    byte[] agree() throws IOException {
        try {
            return rounds();
        } catch (CryptoException e) {
            throw new IOException(
                    "The code is wrong, or somebody sits between the two servers. Type it as the other server shows it; after"
                            + " three tries sync:pair there shows a new one.",
                    e);
        }
    }

    private byte[] rounds() throws IOException, CryptoException {
        JPAKERound1Payload first = own.createRound1PayloadToSend();
        write(first.getGx1(), first.getGx2());
        write(first.getKnowledgeProofForX1());
        write(first.getKnowledgeProofForX2());
        out.flush();
        own.validateRound1PayloadReceived(new JPAKERound1Payload(peerName, read(), read(), read2(), read2()));

        JPAKERound2Payload second = own.createRound2PayloadToSend();
        write(second.getA());
        write(second.getKnowledgeProofForX2s());
        out.flush();
        own.validateRound2PayloadReceived(new JPAKERound2Payload(peerName, read(), read2()));

        BigInteger material = own.calculateKeyingMaterial();
        BigInteger tag = own.createRound3PayloadToSend(material).getMacTag();
        if (!holder) {
            // The one that asks shows first that it knows the code.
            write(tag);
            out.flush();
        }
        own.validateRound3PayloadReceived(new JPAKERound3Payload(peerName, signed()), material);
        if (holder) {
            write(tag);
            out.flush();
        }
        return Hkdf.derive(material.toByteArray(), new byte[0], LABEL, Hmac.LENGTH);
    }

    /** Sends a text under an agreed key, which is used for nothing else. */
    void send(byte[] key, byte[] text) throws IOException {
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, key, text);
        out.writeShort(sealed.length);
        out.write(sealed);
        out.flush();
    }

    /** What the other end sent under an agreed key. */
    byte[] receive(byte[] key) throws IOException {
        byte[] sealed = new byte[in.readUnsignedShort()];
        in.readFully(sealed);
        if (sealed.length < TAG_BITS / 8) {
            throw new IOException("The other server sent what is too short to be sealed: " + sealed.length + " bytes.");
        }
        return crypt(Cipher.DECRYPT_MODE, key, sealed);
    }

    private static byte[] crypt(int mode, byte[] key, byte[] text) throws IOException {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            // A key of its own for this one message: the nonce need not be another one each time.
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, new byte[NONCE]));
            cipher.updateAAD(LABEL);
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IOException("The other server sent what was not sealed with the agreed key.", e);
        }
    }

    private void write(BigInteger... numbers) throws IOException {
        for (BigInteger number : numbers) {
            byte[] bytes = number.toByteArray();
            out.writeShort(bytes.length);
            out.write(bytes);
        }
    }

    private BigInteger[] read2() throws IOException {
        return new BigInteger[] {read(), read()};
    }

    private BigInteger read() throws IOException {
        BigInteger number = signed();
        if (number.signum() <= 0) {
            throw new IOException("The other end does not pair as this version does: it sent a number below 1.");
        }
        return number;
    }

    /** Tags are bytes that happen to be kept as a number, and may be below zero. */
    private BigInteger signed() throws IOException {
        int length = in.readUnsignedShort();
        if (length < 1 || length > LONGEST + 1) {
            throw new IOException(
                    "The other end does not pair as this version does: it sent a number of " + length + " bytes.");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new BigInteger(bytes);
    }
}
