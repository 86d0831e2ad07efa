package org.multibusiness.sync.security;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.security.Enrolment;
import org.multibusiness.sync.api.security.GroupTrust;
import org.multibusiness.sync.api.security.NodeIdentity;
import org.multibusiness.sync.api.security.PeerSecurity;
import org.multibusiness.sync.api.security.PresenceSeal;

/** Certificates pinned at first contact, first contact admitted by the registration key. */
public final class PinnedSecurity implements PeerSecurity {
    private static final String PINS = "pins";
    private static final String KEYRING = "keyring";
    private static final String REVOCATIONS = "revocations";

    private final NodeKeys node;
    private final TrustBook book;
    private final SSLContext context;
    private final HmacSeal seal;

    private PinnedSecurity(NodeKeys node, TrustBook book, SSLContext context) {
        this.node = node;
        this.book = book;
        this.context = context;
        this.seal = new HmacSeal(book.keys(), node.identity().id());
    }

    /** Opens what is kept in this directory, making what isn't there. */
    static PinnedSecurity open(Path directory, ConfiguredKey key, InstantSource clock) throws SecuritySetupException {
        NodeKeys node = NodeKeys.loadOrCreate(directory);
        TrustBook book = new TrustBook(
                node,
                Pins.load(directory.resolve(PINS)),
                KeyChain.open(directory.resolve(KEYRING), key, clock),
                Revocations.load(directory.resolve(REVOCATIONS)));
        try {
            return new PinnedSecurity(node, book, TlsContext.of(node));
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
        RegistrationKey key = RegistrationKey.of(registrationKey, "the given key");
        return open(directory, new ConfiguredKey(key, "the given key", null, false), InstantSource.system());
    }

    /** Who is told of a node that is new here and proved to know the key. */
    void onEnrolled(Consumer<NodeIdentity> told) {
        book.pins().onFirst(told);
    }

    /** Who is told what other nodes said about keys and expelled nodes, when it changed something here. */
    void onTold(Consumer<AuditEvent> told) {
        book.onTold(told);
    }

    /** The configuration names another key. Links that are up stay up. */
    void configure(ConfiguredKey key) {
        book.configure(key);
    }

    /** How much announcements tell, from the next one on. */
    void keep(PresencePrivacy privacy) {
        seal.keep(privacy);
    }

    /** What is wrong with the configured key; empty when nothing is. */
    String problem() {
        return book.keys().problem();
    }

    /** The registration key in force, for a server that is paired with this one. */
    RegistrationKey key() {
        return book.keys().ring().active().key();
    }

    /** Whether others were met. */
    boolean knowsOthers() {
        return !book.pins().nodes().isEmpty();
    }

    /** Who belongs to the group. */
    public GroupTrust trust() {
        return book;
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
        return new EnrolmentRun(book, dialled, node.identity(), Fingerprint.of(peer.getPublicKey()));
    }

    @Override
    public String registrationKeyHash() {
        return seal.key().hash();
    }

    @Override
    public PresenceSeal presenceSeal() {
        return seal;
    }
}
