package org.multibusiness.sync.transport.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditTrail;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.engine.ProviderProblem;
import org.multibusiness.sync.api.security.PairingDesk;
import org.multibusiness.sync.api.security.PeerSecurity;
import org.multibusiness.sync.api.transport.LinkListener;
import org.multibusiness.sync.api.transport.PairingLine;
import org.multibusiness.sync.api.transport.PeerTransport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport {@code tcp}. With a refused configuration and no earlier one it is there, but listens and dials nowhere, and its
 * {@link #condition()} says what to change: falling back to defaults could open a port that the operator meant to restrict.
 */
@Component(configurationPid = TcpConfig.PID, immediate = true)
@Designate(ocd = TcpConfig.class)
public final class TcpTransport implements PeerTransport, PairingLine, ProviderProblem {
    private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    private static final Duration GOODBYES = Duration.ofSeconds(3);
    private static final Duration REST = Duration.ofSeconds(2);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable AuditTrail trail;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PairingDesk desk;

    private final PeerSecurity security;
    private final Compression compression = Compression.detect();
    private final Alarms alarms = new Alarms();
    private final Crew crew = new Crew();
    private final Listeners listeners = new Listeners();
    private final RefusalCounts counted = new RefusalCounts();
    private final Links links = new Links(listeners, alarms, crew, compression, counted);
    private final Dialler dialler = new Dialler(links);
    private final Antechamber antechamber = new Antechamber();
    private final RefusalLog refusals = new RefusalLog(this::record, counted);
    private final OwnGreetings greetings = new OwnGreetings();
    private final ListeningPort listening;
    private volatile @Nullable Settings settings;
    private volatile String rejected = "";
    private volatile boolean closed;

    /** Called by the container. */
    @Activate
    public TcpTransport(TcpConfig config, @Reference PeerSecurity security) {
        this(security, TRY_AGAIN);
        check(config);
    }

    /** For tests: settings come by {@link #apply(Settings)}. */
    TcpTransport(PeerSecurity security, Duration tryAgain) {
        this.security = security;
        this.listening = new ListeningPort(crew, alarms, this::arrived, tryAgain);
    }

    /** Called by the container when the listeners that are there have been bound. */
    @Activate
    void start() {
        Settings checked = settings;
        if (checked != null) {
            apply(checked);
        }
    }

    void apply(Settings checked) {
        settings = checked;
        links.allow(checked.maxLinks());
        listening.listen(new InetSocketAddress(checked.bindAddress(), checked.port()));
    }

    @Modified
    void modified(TcpConfig config) {
        Settings before = settings;
        check(config);
        Settings after = settings;
        if (after == null || after.equals(before)) {
            return;
        }
        if (before == null || after.listensElsewhere(before)) {
            apply(after);
        } else {
            links.allow(after.maxLinks());
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(LinkListener listener) {
        links.listen(listener);
    }

    void removeListener(LinkListener listener) {
        listeners.remove(listener);
    }

    /** Says goodbye, then cuts; over within a few seconds. */
    @Deactivate
    void close() {
        closed = true;
        listening.stop();
        antechamber.close();
        dialler.close();
        links.close("the transport of node " + security.identity().id() + " stops", GOODBYES);
        crew.interruptAll();
        if (!crew.awaitEnd(REST)) {
            LOG.warn(
                    "Some threads of the transport did not end in time: a listener is busy, or the name server is silent.");
        }
        alarms.close();
    }

    @Override
    public String name() {
        return "tcp";
    }

    @Override
    public String provider() {
        return "transport";
    }

    @Override
    public String problem() {
        return rejected;
    }

    @Override
    public int port() {
        return listening.port();
    }

    @Override
    public String condition() {
        if (settings == null) {
            return rejected;
        }
        String now = listening.condition() + "; links: " + links.count() + counted;
        return rejected.isEmpty() ? now : now + "; a later configuration was refused: " + rejected;
    }

    @Override
    public void dial(PeerAddress address) {
        Settings current = settings;
        if (closed) {
            return;
        }
        if (current == null) {
            dialler.fail(address, rejected);
        } else {
            dialler.dial(address, current, doorway());
        }
    }

    /** Takes over good settings; says what is wrong with bad ones. */
    private void check(TcpConfig config) {
        try {
            settings = Settings.from(config);
            rejected = "";
        } catch (IllegalArgumentException e) {
            rejected = String.valueOf(e.getMessage());
            LOG.error(
                    "{} {}",
                    rejected,
                    settings == null
                            ? "Until it is changed there are no links."
                            : "The last good configuration stays in force.");
        }
    }

    private void arrived(Socket socket) {
        Settings current = settings;
        if (current == null || closed) {
            Deadline.closeQuietly(socket);
            return;
        }
        antechamber.enter(socket, current.maxUnauthenticated()).forEach(Deadline::closeQuietly);
        crew.start("arrival-" + socket.getInetAddress().getHostAddress(), () -> admit(socket, current));
    }

    private void admit(Socket socket, Settings current) {
        InetAddress from = socket.getInetAddress();
        try {
            Optional<Proven> proven = Handshake.accepted(
                    doorway(),
                    (peer, in, out) -> pair(peer, from.getHostAddress(), in, out),
                    socket,
                    current.handshakeDeadline());
            antechamber.leave(socket);
            if (proven.isPresent()) {
                links.open(proven.get(), current);
            } else {
                Deadline.closeQuietly(socket);
            }
        } catch (RefusedException e) {
            Deadline.closeQuietly(socket);
            boolean stayed = antechamber.leave(socket);
            if (closed) {
                return;
            }
            if (stayed) {
                refusals.refused(from, e.failure());
            } else {
                refusals.crowdedOut(from);
            }
        }
    }

    private int abilities() {
        return Hello.HAS_KEYRING | (compression.available() ? Hello.READS_ZSTD : 0);
    }

    private void pair(X509Certificate peer, String from, InputStream in, OutputStream out) throws IOException {
        PairingDesk there = desk;
        if (there == null) {
            throw new IOException("it wants to pair, and there is no desk for that here");
        }
        there.answer(peer, from, in, out);
    }

    @Override
    public void call(PeerAddress server, Talk talk) throws IOException {
        Settings current = settings;
        if (closed || current == null) {
            throw new IOException(closed ? "The transport stops." : rejected);
        }
        PairingCall.hold(security, alarms, server, current.connectTimeout(), talk);
    }

    private void record(AuditEvent event) {
        AuditTrail told = trail;
        if (told != null) {
            told.record(event);
        }
    }

    private Handshake.Doorway doorway() {
        return new Handshake.Doorway(security, links, alarms, abilities(), listening.port(), greetings);
    }
}
