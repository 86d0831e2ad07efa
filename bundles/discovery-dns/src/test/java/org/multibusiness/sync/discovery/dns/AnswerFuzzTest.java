package org.multibusiness.sync.discovery.dns;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.Test;
import org.multibusiness.sync.testkit.StoredCorpus;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** Any answers of a name server: candidates within the limits and remarks of one line, or an {@link IOException}. */
public class AnswerFuzzTest {
    private static final Name DOMAIN = Name.fromConstantString("shops.example.");

    /** For Jazzer: the answers one after the other, each behind two bytes with its length. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Finding finding;
        try {
            finding = Look.at(DOMAIN, new Liar(bytes));
        } catch (IOException unanswered) {
            // So say real name servers, too.
            return;
        }
        check(finding);
    }

    private static void check(Finding finding) {
        assertTrue(finding.candidates().size() <= Look.LIMIT);
        finding.candidates()
                .forEach(candidate -> assertTrue(candidate.addresses().size() <= 8));
        finding.remarks().forEach(remark -> assertFalse(remark, remark.chars().anyMatch(Character::isISOControl)));
    }

    /** Answers every question with the next bytes: they begin behind the question, which must be right to be looked at. */
    private static final class Liar implements Questions {
        private static final int HEADER = 12;
        private static final int COUNTS = 6;

        private final ByteBuffer left;

        Liar(byte[] bytes) {
            left = ByteBuffer.wrap(bytes);
        }

        @Override
        public Message ask(Name name, int type) throws IOException {
            Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
            byte[] asked = query.toWire();
            if (left.remaining() < Short.BYTES + COUNTS) {
                throw new IOException("no answer any more");
            }
            int length = Math.min(left.getShort() & 0xFFFF, left.remaining() - COUNTS);
            byte[] answer = new byte[asked.length + length];
            System.arraycopy(asked, 0, answer, 0, asked.length);
            answer[2] |= (byte) 0x80;
            left.get(answer, HEADER - COUNTS, COUNTS);
            left.get(answer, asked.length, length);
            return NameServers.answer(answer, query).orElseThrow(() -> new IOException("not ours"));
        }
    }

    /** What fuzzing kept; new inputs come with {@code mvn verify -Pfuzz}. */
    @Test
    public void theStoredCorpusIsHandled() throws IOException {
        StoredCorpus.replay(AnswerFuzzTest::fuzzerTestOneInput);
    }
}
