package org.multibusiness.sync.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.Test;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.security.NodeIdentity;
import org.multibusiness.sync.api.transport.PairingLine;

/** Two desks and the wire between them; the certificates are what TLS would have shown. */
public class DeskTest {
    private static final PeerAddress THERE = new PeerAddress("10.0.0.7", 8765);
    private static final String KEY = "4bd7a91c60e8f3522e9d07c4b1a865f03d7e2c9810fa46b5";

    private final List<AuditEvent> recorded = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
    private final NodeKeys holderKeys = keys();
    private final NodeKeys newcomerKeys = keys();
    private final TestOffice holderOffice = new TestOffice(holderKeys, KEY);
    private final TestOffice newcomerOffice = new TestOffice(newcomerKeys, "its own");
    private final Desk holder = new Desk(holderOffice, Clock.systemUTC());
    private final Desk newcomer = new Desk(newcomerOffice, Clock.systemUTC());

    /** Whom the newcomer sees in TLS, and whom the holder does: without somebody in between, each other. */
    private NodeKeys seenByNewcomer = holderKeys;

    private NodeKeys seenByHolder = newcomerKeys;
    private String holderFailed = "";

    private static NodeKeys keys() {
        try {
            return NodeKeys.fresh(Instant.parse("2000-01-01T00:00:00Z"), Instant.parse("9999-12-31T23:59:59Z"));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A node as far as the desk goes. */
    private final class TestOffice implements Desk.Office {
        private final NodeKeys own;
        private String key;
        private boolean fixed;

        TestOffice(NodeKeys own, String key) {
            this.own = own;
            this.key = key;
        }

        @Override
        public NodeIdentity identity() {
            return own.identity();
        }

        @Override
        public byte[] key() {
            return key.getBytes(UTF_8);
        }

        @Override
        public void checkReplaceable(boolean replace) throws IOException {
            if (fixed) {
                throw new IOException("stands in SYNC_REGISTRATION_KEY");
            }
        }

        @Override
        public void adopt(byte[] fetched) {
            key = new String(fetched, UTF_8);
        }

        @Override
        public Optional<PairingLine> line() {
            return Optional.of(DeskTest.this::call);
        }

        @Override
        public void record(AuditEvent event) {
            recorded.add(event);
        }
    }

    private void call(PeerAddress server, PairingLine.Talk talk) throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket here = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
                Socket there = listening.accept()) {
            here.setSoTimeout(20_000);
            there.setSoTimeout(20_000);
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> answer(there));
            try (here) {
                talk.hold(seenByNewcomer.certificate(), here.getInputStream(), tapped(here.getOutputStream()));
            } finally {
                answered.get(20, TimeUnit.SECONDS);
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private void answer(Socket there) {
        try (there) {
            InputStream in = there.getInputStream();
            holder.answer(seenByHolder.certificate(), "10.0.0.9", in, tapped(there.getOutputStream()));
        } catch (IOException e) {
            holderFailed = String.valueOf(e.getMessage());
        }
    }

    private OutputStream tapped(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(int b) throws IOException {
                synchronized (wire) {
                    wire.write(b);
                }
                out.write(b);
            }
        };
    }

    private List<String> kinds() {
        return recorded.stream().map(event -> event.kind().name()).sorted().toList();
    }

    @Test
    public void whoKnowsTheCodeGetsTheKeyAndBothRecordIt() throws Exception {
        assertThat(newcomer.join(THERE, holder.open().text(), false), containsString("Paired"));
        assertEquals(KEY, newcomerOffice.key);
        assertEquals(List.of("PAIRED", "PAIRED"), kinds());
        assertFalse(recorded.toString(), recorded.toString().contains(KEY));
    }

    @Test
    public void theKeyIsNotReadableOnTheWireEvenInsideTls() throws Exception {
        newcomer.join(THERE, holder.open().text(), false);
        assertFalse(wire.toString(UTF_8).contains(KEY));
    }

    @Test
    public void aWrongCodeGetsNothingAndTheThirdOneEndsTheCode() throws IOException {
        String right = holder.open().text();
        String wrong = (right.startsWith("0") ? "1" : "0") + right.substring(1);
        for (int i = 0; i < 3; i++) {
            assertThrows(IOException.class, () -> newcomer.join(THERE, wrong, false));
            assertThat(holderFailed, containsString("The code is wrong"));
        }
        IOException ended = assertThrows(IOException.class, () -> newcomer.join(THERE, right, false));
        assertThat(ended.getMessage(), containsString("shows no code now"));
        assertEquals("its own", newcomerOffice.key);
        assertEquals(List.of("PAIRING_FAILED", "PAIRING_FAILED", "PAIRING_FAILED", "PAIRING_FAILED"), kinds());
    }

    @Test
    public void whoSitsInBetweenGetsNothingAlthoughTheRightCodePassesThrough() throws IOException {
        String right = holder.open().text();
        seenByHolder = keys();
        assertThrows(IOException.class, () -> newcomer.join(THERE, right, false));
        assertThat(holderFailed, containsString("somebody sits between"));
        seenByHolder = newcomerKeys;
        seenByNewcomer = keys();
        assertThrows(IOException.class, () -> newcomer.join(THERE, right, false));
        assertEquals("its own", newcomerOffice.key);
    }

    @Test
    public void aCodeServesOneServer() throws Exception {
        String code = holder.open().text();
        newcomer.join(THERE, code, false);
        assertThrows(IOException.class, () -> newcomer.join(THERE, code, false));
    }

    @Test
    public void withoutACodeNobodyIsTalkedTo() {
        IOException none = assertThrows(IOException.class, () -> newcomer.join(THERE, "1234-5678", false));
        assertThat(none.getMessage(), containsString("Next: sync:pair over there"));
    }

    @Test
    public void whereTheKeyCanNotBeReplacedTheOtherServerIsNotCalled() throws IOException {
        newcomerOffice.fixed = true;
        String code = holder.open().text();
        assertThrows(IOException.class, () -> newcomer.join(THERE, code, false));
        assertEquals(0, wire.size());
    }

    @Test
    public void aNumberThatIsTooLongIsNotReadAndABrokenOffTalkIsATry() throws IOException {
        holder.open();
        for (int i = 0; i < 3; i++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            InputStream hostile = new java.io.ByteArrayInputStream(new byte[] {(byte) 0xFF, (byte) 0xFF, 1, 2, 3});
            IOException refused = assertThrows(
                    IOException.class, () -> holder.answer(newcomerKeys.certificate(), "10.0.0.9", hostile, out));
            assertThat(refused.getMessage(), containsString("a number of 65535 bytes"));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThrows(
                IOException.class,
                () -> holder.answer(newcomerKeys.certificate(), "10.0.0.9", InputStream.nullInputStream(), out));
        assertEquals("no code", 0, out.toByteArray()[0]);
    }
}
