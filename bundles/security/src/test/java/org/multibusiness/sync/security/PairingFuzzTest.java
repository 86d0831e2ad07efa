package org.multibusiness.sync.security;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.agreement.jpake.JPAKEParticipant;
import org.bouncycastle.crypto.agreement.jpake.JPAKEPrimeOrderGroups;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound1Payload;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound2Payload;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.security.NodeIdentity;
import org.multibusiness.sync.testkit.StoredCorpus;

/**
 * What a hostile end says in pairing, and what a node says of keys. The first byte says which: any bytes instead of the protocol; an
 * end that knows the code and keeps to the protocol but for one number; any bytes for a sealed text; any bytes for a statement.
 */
public class PairingFuzzTest {
    private static final String CODE = "12345678";
    private static final NodeIdentity HOLDER = identity("0a");
    private static final NodeIdentity NEWCOMER = identity("0b");
    private static final int KEY_BYTES = 32;
    private static final int NUMBERS = 10;

    private static NodeIdentity identity(String pair) {
        return new NodeIdentity(new NodeId(pair.repeat(8)), pair.repeat(32));
    }

    /** For Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(bytes, 1, bytes.length);
        boolean holder = (bytes[0] & 1) == 0;
        switch (bytes[0] >> 1 & 3) {
            case 0 -> anything(holder, rest);
            case 1 -> oneNumber(holder, rest);
            case 2 -> sealed(holder, rest);
            default -> statement(rest);
        }
    }

    /** Who does not know the code gets no key. */
    private static void anything(boolean holder, byte[] said) {
        try {
            talk(holder, new ByteArrayInputStream(said), new ByteArrayOutputStream())
                    .agree();
            throw new AssertionError("a key for bytes");
        } catch (IOException refused) {
            assertFalse(refused.toString().contains(CODE));
        }
    }

    /** One number replaced: no key, unless it is the number that belongs there. */
    private static void oneNumber(boolean holder, byte[] said) {
        if (said.length == 0) {
            return;
        }
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        Tamperer peer = new Tamperer(
                !holder, heard, Math.floorMod(said[0], NUMBERS + 1), Arrays.copyOfRange(said, 1, said.length));
        try {
            byte[] key = talk(holder, peer, heard).agree();
            assertEquals(KEY_BYTES, key.length);
            assertFalse("a key although a number was another one", peer.tampered);
        } catch (IOException refused) {
            assertTrue("refused an honest end: " + refused, peer.tampered);
        }
    }

    private static void sealed(boolean holder, byte[] said) {
        PairingTalk talk = talk(holder, new ByteArrayInputStream(said), new ByteArrayOutputStream());
        assertThrows(IOException.class, () -> talk.receive(new byte[KEY_BYTES]));
    }

    private static void statement(byte[] said) {
        TrustStatement understood;
        try {
            understood = TrustMessage.decode(said);
        } catch (IOException refused) {
            return;
        }
        try {
            TrustStatement again = TrustMessage.decode(TrustMessage.encode(understood));
            assertEquals(understood.former(), again.former());
            assertEquals(understood.revocations(), again.revocations());
            assertEquals(understood.keys().size(), again.keys().size());
        } catch (IOException e) {
            throw new AssertionError("what was understood is written otherwise", e);
        }
    }

    private static PairingTalk talk(boolean holder, InputStream in, ByteArrayOutputStream out) {
        PairingTalk.Ends ends =
                holder ? new PairingTalk.Ends(HOLDER, NEWCOMER) : new PairingTalk.Ends(NEWCOMER, HOLDER);
        return new PairingTalk(holder, CODE, ends, in, out);
    }

    /** The other end: answers what it has heard, when it is asked for. */
    private static final class Tamperer extends InputStream {
        private final ByteArrayOutputStream heard;
        private final int place;
        private final byte[] instead;
        private final String peerName;
        private final JPAKEParticipant self;
        private boolean tampered;
        private InputStream words = InputStream.nullInputStream();
        private int round;
        private int said;
        private BigInteger material = BigInteger.ZERO;

        Tamperer(boolean holder, ByteArrayOutputStream heard, int place, byte[] instead) {
            this.heard = heard;
            this.place = place;
            this.instead = instead;
            this.peerName = PairingTalk.name(!holder, holder ? NEWCOMER : HOLDER, holder ? HOLDER : NEWCOMER);
            this.self = new JPAKEParticipant(
                    PairingTalk.name(holder, holder ? HOLDER : NEWCOMER, holder ? NEWCOMER : HOLDER),
                    CODE.toCharArray(),
                    JPAKEPrimeOrderGroups.NIST_3072,
                    new SHA256Digest(),
                    new SecureRandom());
        }

        @Override
        public int read() throws IOException {
            int next = words.read();
            if (next < 0 && round < 3) {
                round++;
                try {
                    words = new ByteArrayInputStream(answer());
                } catch (CryptoException e) {
                    throw new IOException("this end has heard enough", e);
                }
                next = words.read();
            }
            return next;
        }

        @Override
        public int read(byte[] into, int at, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int next = read();
            if (next >= 0) {
                into[at] = (byte) next;
            }
            return next < 0 ? -1 : 1;
        }

        private byte[] answer() throws CryptoException, IOException {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(heard.toByteArray()));
            heard.reset();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            switch (round) {
                case 1 -> {
                    JPAKERound1Payload first = self.createRound1PayloadToSend();
                    self.validateRound1PayloadReceived(
                            new JPAKERound1Payload(peerName, number(in), number(in), two(in), two(in)));
                    say(out, first.getGx1(), first.getGx2());
                    say(out, first.getKnowledgeProofForX1());
                    say(out, first.getKnowledgeProofForX2());
                }
                case 2 -> {
                    JPAKERound2Payload second = self.createRound2PayloadToSend();
                    self.validateRound2PayloadReceived(new JPAKERound2Payload(peerName, number(in), two(in)));
                    material = self.calculateKeyingMaterial();
                    say(out, second.getA());
                    say(out, second.getKnowledgeProofForX2s());
                }
                default -> say(out, self.createRound3PayloadToSend(material).getMacTag());
            }
            return bytes.toByteArray();
        }

        private void say(DataOutputStream out, BigInteger... numbers) {
            try {
                for (BigInteger number : numbers) {
                    byte[] right = number.toByteArray();
                    byte[] told = said++ == place ? instead : right;
                    tampered |= told.length == 0 || !new BigInteger(told).equals(number);
                    out.writeShort(told.length);
                    out.write(told);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("memory can always be written to", e);
            }
        }

        private static BigInteger[] two(DataInputStream in) throws IOException {
            return new BigInteger[] {number(in), number(in)};
        }

        private static BigInteger number(DataInputStream in) throws IOException {
            byte[] bytes = new byte[in.readUnsignedShort()];
            in.readFully(bytes);
            return new BigInteger(bytes);
        }
    }

    /** The numbers that break such protocols, in each place, at both ends. */
    @Test
    public void noSpecialNumberInAnyPlaceGivesAKey() throws IOException {
        BigInteger p = JPAKEPrimeOrderGroups.NIST_3072.getP();
        List<BigInteger> special = List.of(
                BigInteger.ZERO,
                BigInteger.ONE,
                BigInteger.TWO,
                p.subtract(BigInteger.ONE),
                p,
                p.add(BigInteger.ONE),
                JPAKEPrimeOrderGroups.NIST_3072.getQ(),
                BigInteger.ONE.negate());
        for (int place = 0; place < NUMBERS; place++) {
            for (BigInteger number : special) {
                ByteArrayOutputStream input = new ByteArrayOutputStream();
                input.write(2 + place % 2);
                input.write(place);
                input.write(number.toByteArray());
                fuzzerTestOneInput(input.toByteArray());
            }
        }
    }

    @Test
    public void anHonestEndGetsTheKeyWhicheverItIs() {
        fuzzerTestOneInput(new byte[] {2, NUMBERS});
        fuzzerTestOneInput(new byte[] {3, NUMBERS});
    }

    /** What fuzzing kept; new inputs come with {@code mvn verify -Pfuzz}. */
    @Test
    public void theStoredCorpusIsHandled() throws IOException {
        StoredCorpus.replay(PairingFuzzTest::fuzzerTestOneInput);
    }
}
