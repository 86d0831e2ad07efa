package org.multibusiness.sync.security;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.multibusiness.sync.api.security.Enrolment;
import org.multibusiness.sync.api.security.NodeIdentity;
import org.multibusiness.sync.api.security.PeerSecurity;
import org.multibusiness.sync.api.security.PresenceSeal;

/** Certificates pinned at first contact, first contact admitted by the registration key. */
public final class PinnedSecurity implements PeerSecurity {
    private static final String PINS = "pins";

    private final NodeKeys node;
    private final Pins pins;
    private final SSLContext context;
    private final PresenceSeal seal = new HmacSeal(() -> keys().presence());
    private volatile DerivedKeys keys;

    private PinnedSecurity(NodeKeys node, Pins pins, SSLContext context, DerivedKeys keys) {
        this.node = node;
        this.pins = pins;
        this.context = context;
        this.keys = keys;
    }

    /** Opens the identity and the pins in this directory, making what isn't there. */
    static PinnedSecurity open(Path directory, RegistrationKey key) throws SecuritySetupException {
        NodeKeys node = NodeKeys.loadOrCreate(directory);
        Pins pins = Pins.load(directory.resolve(PINS));
        try {
            return new PinnedSecurity(node, pins, TlsContext.of(node), DerivedKeys.from(key));
        } catch (GeneralSecurityException e) {
            throw new SecuritySetupException(
                    "This Java runtime can't set up TLS 1.3 (" + e
                            + "). Use a Java 17 runtime with its standard security providers.",
                    e);
        }
    }

    /**
     * The same from the text of a key.
     *
     * @throws SecuritySetupException when the key is refused, or a file can't be used
     */
    public static PinnedSecurity open(Path directory, String registrationKey) throws SecuritySetupException {
        return open(directory, RegistrationKey.of(registrationKey, "the given key"));
    }

    /** Who is told of a node that is new here and proved to know the key. */
    void onEnrolled(Consumer<NodeIdentity> told) {
        pins.onFirst(told);
    }

    /** From now on another key counts. Links that are up stay up. */
    void rekey(RegistrationKey key) {
        keys = DerivedKeys.from(key);
    }

    @Override
    public NodeIdentity identity() {
        return node.identity();
    }

    @Override
    public SSLContext tlsContext() {
        return context;
    }

    @Override
    public Enrolment enrol(boolean dialled, X509Certificate peer) {
        return new EnrolmentRun(
                keys().enrolment(), pins, dialled, node.identity(), Fingerprint.of(peer.getPublicKey()));
    }

    @Override
    public String registrationKeyHash() {
        return keys().hash();
    }

    @Override
    public PresenceSeal presenceSeal() {
        return seal;
    }

    private DerivedKeys keys() {
        return keys;
    }
}
