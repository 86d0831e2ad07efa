package org.multibusiness.sync.transport.tcp;

import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.security.GroupTrust;
import org.multibusiness.sync.api.security.PeerSecurity;
import org.multibusiness.sync.api.transport.PeerLink;
import org.multibusiness.sync.security.PinnedSecurity;
import org.multibusiness.sync.security.SecuritySetupException;

/** A node as far as transport and security go, on a free port of the loopback address. */
final class Node implements AutoCloseable {
    static final String KEY = "4bd7a91c60e8f3522e9d07c4b1a865f03d7e2c9810fa46b5";
    static final String OTHER_KEY = "e05a3c7719d2b8f4466c1f80a7d39e52b46f08c1d97a2e63";
    static final Duration TRY_AGAIN = Duration.ofMillis(100);

    private final PinnedSecurity security;
    private final TcpTransport transport;
    private final Recorder heard = new Recorder();

    private Node(PinnedSecurity security, Settings settings) {
        this.security = security;
        this.transport = new TcpTransport(security, TRY_AGAIN);
        transport.addListener(heard);
        transport.apply(settings);
    }

    static Node open(Path directory, String key, Settings settings) throws SecuritySetupException {
        return new Node(PinnedSecurity.open(directory, key), settings);
    }

    static Node open(Path directory) throws SecuritySetupException {
        return open(directory, KEY, settings());
    }

    static Settings settings() {
        return new Settings(
                0,
                InetAddress.getLoopbackAddress(),
                32,
                Duration.ofSeconds(10),
                PeerLink.MAX_MESSAGE,
                32 << 20,
                Duration.ofSeconds(5),
                64,
                Duration.ofSeconds(30));
    }

    static Settings impatient(Duration handshake, Duration idle) {
        Settings s = settings();
        return new Settings(
                s.port(),
                s.bindAddress(),
                s.maxUnauthenticated(),
                handshake,
                s.maxFrame(),
                s.outboundQueue(),
                s.connectTimeout(),
                s.maxLinks(),
                idle);
    }

    static Settings onPort(int port) {
        Settings s = settings();
        return new Settings(
                port,
                s.bindAddress(),
                s.maxUnauthenticated(),
                s.handshakeDeadline(),
                s.maxFrame(),
                s.outboundQueue(),
                s.connectTimeout(),
                s.maxLinks(),
                s.idleTimeout());
    }

    static Settings limited(int outboundQueue, int maxLinks) {
        Settings s = settings();
        return new Settings(
                s.port(),
                s.bindAddress(),
                s.maxUnauthenticated(),
                s.handshakeDeadline(),
                s.maxFrame(),
                outboundQueue,
                s.connectTimeout(),
                maxLinks,
                s.idleTimeout());
    }

    NodeId id() {
        return security.identity().id();
    }

    PeerSecurity security() {
        return security;
    }

    GroupTrust trust() {
        return security.trust();
    }

    TcpTransport transport() {
        return transport;
    }

    Recorder heard() {
        return heard;
    }

    PeerAddress address() {
        return new PeerAddress("127.0.0.1", transport.port());
    }

    /** Dials and waits until the link is up at both ends; gives this end. */
    PeerLink linkTo(Node other) {
        int here = heard.up().size();
        int there = other.heard.up().size();
        transport.dial(other.address());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> heard.up().size() == here + 1 && other.heard.up().size() == there + 1);
        return heard.up().get(here);
    }

    @Override
    public void close() {
        transport.close();
    }
}
