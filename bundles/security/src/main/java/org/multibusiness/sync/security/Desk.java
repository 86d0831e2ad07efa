package org.multibusiness.sync.security;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Optional;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.security.NodeIdentity;
import org.multibusiness.sync.api.security.PairingDesk;
import org.multibusiness.sync.api.transport.PairingLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands the registration key to whoever knows the code that is shown here, and fetches it where one is shown. */
final class Desk implements PairingDesk {
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final int NO_CODE = 0;
    private static final int BEGIN = 1;
    private static final int TAKEN = 2;

    private final Office office;
    private final PairingCodes codes;

    Desk(Office office, Clock clock) {
        this.office = office;
        this.codes = new PairingCodes(clock);
    }

    /** What the desk needs of this node. */
    interface Office {
        /** Who we are; an exception tells why nobody is. */
        NodeIdentity identity() throws IOException;

        /** The key in force. */
        byte[] key() throws IOException;

        /** Says why another key can't be put in force here, when it can't. */
        void checkReplaceable(boolean replace) throws IOException;

        /** Puts another key in force, and keeps it. */
        void adopt(byte[] key) throws IOException;

        /** The way to other servers. */
        Optional<PairingLine> line();

        /** For the audit. */
        void record(AuditEvent event);
    }

    @Override
    public Code open() throws IOException {
        office.key();
        return new Code(codes.open(), PairingCodes.VALID, PairingCodes.TRIES);
    }

    @Override
    public void answer(X509Certificate peer, String from, InputStream in, OutputStream out) throws IOException {
        NodeIdentity caller = Fingerprint.of(peer.getPublicKey());
        try {
            Optional<String> code = codes.take();
            out.write(code.isPresent() ? BEGIN : NO_CODE);
            out.flush();
            if (code.isEmpty()) {
                throw new IOException("It wants to pair, but no code is shown here, or it was tried too often.");
            }
            PairingTalk talk =
                    new PairingTalk(true, code.get(), new PairingTalk.Ends(office.identity(), caller), in, out);
            byte[] agreed = talk.agree();
            if (!codes.redeem(code.get())) {
                throw new IOException("The code was used by another server meanwhile.");
            }
            talk.send(agreed, office.key());
            boolean taken = in.read() == TAKEN;
            LOG.info(
                    "Node {} at {} knew the pairing code and got the registration key{}.",
                    caller.id(),
                    from,
                    taken ? "" : ", but did not say that it uses it");
            office.record(AuditEvent.of(AuditKind.PAIRED, caller.id().value())
                    .with("from", from)
                    .with("key", taken ? "handed out" : "handed out, not confirmed"));
        } catch (IOException e) {
            office.record(AuditEvent.of(AuditKind.PAIRING_FAILED, from));
            throw e;
        }
    }

    @Override
    public String join(PeerAddress server, String code, boolean replace) throws IOException {
        String typed = PairingCodes.typed(code);
        office.checkReplaceable(replace);
        PairingLine line = office.line()
                .orElseThrow(
                        () -> new IOException(
                                "There is no transport that can call another server. Next: feature:install sync-transport-tcp"));
        NodeIdentity self = office.identity();
        line.call(server, (peer, in, out) -> {
            NodeIdentity holder = Fingerprint.of(peer.getPublicKey());
            if (in.read() != BEGIN) {
                throw new IOException(
                        "That server shows no code now, or it was tried too often. Next: sync:pair over there shows a new one");
            }
            PairingTalk talk = new PairingTalk(false, typed, new PairingTalk.Ends(self, holder), in, out);
            office.adopt(talk.receive(talk.agree()));
            out.write(TAKEN);
            out.flush();
            LOG.info("The registration key was fetched from node {} at {} and is in force.", holder.id(), server);
            office.record(AuditEvent.of(AuditKind.PAIRED, holder.id().value())
                    .with("from", server.toString())
                    .with("key", "fetched"));
        });
        return "Paired: this server has the registration key of " + server + " now.";
    }
}
