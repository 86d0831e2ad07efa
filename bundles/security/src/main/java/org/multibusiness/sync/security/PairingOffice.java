package org.multibusiness.sync.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Optional;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.security.NodeIdentity;
import org.multibusiness.sync.api.transport.PairingLine;

/** What the desk needs of this node, as far as it is there. Thread-safe. */
final class PairingOffice implements Desk.Office {
    private final SecurityGate gate;

    PairingOffice(SecurityGate gate) {
        this.gate = gate;
    }

    @Override
    public NodeIdentity identity() throws IOException {
        return opened().identity();
    }

    @Override
    public byte[] key() throws IOException {
        return opened().key().bytes();
    }

    @Override
    public void checkReplaceable(boolean replace) throws IOException {
        if (!configured().isInFile()) {
            throw new IOException("The registration key of this server stands in "
                    + configured().source()
                    + ", which goes before the key file. Remove it there first, restart, and pair again");
        }
        if (!replace && opened().knowsOthers()) {
            throw new IOException(
                    "This server has met others with the key that it has. To leave them and join the other"
                            + " group: sync:pair --replace HOST CODE");
        }
    }

    @Override
    public void adopt(byte[] text) throws IOException {
        ConfiguredKey before = configured();
        KeyFile file = before.file();
        if (file == null || !before.isInFile()) {
            throw new IOException("The registration key of this server is not in its key file any more");
        }
        try {
            RegistrationKey fetched = RegistrationKey.of(new String(text, UTF_8), "the key that the other server sent");
            file.replace(fetched);
            opened().configure(configured());
            if (!opened().registrationKeyHash().equals(DerivedKeys.from(fetched).hash())) {
                throw new IOException(
                        "The key of the other server is one that a rotation replaced here; the later one stays in"
                                + " force. Next: pair the other way round, sync:pair here and sync:pair HOST CODE over there");
            }
        } catch (SecuritySetupException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public Optional<PairingLine> line() {
        return Optional.ofNullable(gate.line);
    }

    @Override
    public void record(AuditEvent event) {
        gate.record(event);
    }

    private PinnedSecurity opened() throws IOException {
        return gate.opened()
                .orElseThrow(
                        () -> new IOException("This server has no registration key in force yet. " + gate.problem()));
    }

    private ConfiguredKey configured() throws IOException {
        try {
            return gate.settings().registrationKey();
        } catch (SecuritySetupException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
