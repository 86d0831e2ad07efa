package org.multibusiness.sync.transport.tcp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.security.TrustTalk;
import org.multibusiness.sync.api.transport.PeerLink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * A link: one thread reads and delivers, one writes. The first reason to end it is the one that everybody hears. A link ends
 * in its reading thread, once, whoever wanted it to end.
 */
final class TcpLink implements PeerLink {
    private static final Logger LOG = LoggerFactory.getLogger(TcpLink.class);
    /** How long a goodbye may take to get through. */
    private static final Duration PARTING = Duration.ofSeconds(2);

    private final Proven proven;
    private final Settings settings;
    private final Links links;
    private final Compression compression;
    private final Outbox outbox;
    private final Delivery delivery;
    private final AtomicReference<@Nullable String> end = new AtomicReference<>();

    TcpLink(Proven proven, Settings settings, Links links, Compression compression) {
        this.proven = proven;
        this.settings = settings;
        this.links = links;
        this.compression = compression;
        this.outbox = new Outbox(settings.outboundQueue());
        this.delivery = new Delivery(this, links.listeners());
    }

    @Override
    public NodeId peer() {
        return proven.peer();
    }

    @Override
    public PeerAddress address() {
        return proven.address();
    }

    @Override
    public boolean outgoing() {
        return proven.outgoing();
    }

    @Override
    public boolean send(byte[] message) {
        if (message.length > settings.maxFrame()) {
            throw new IllegalArgumentException(
                    "a message of " + message.length + " bytes is beyond the largest frame, " + settings.maxFrame());
        }
        if (outbox.offer(message)) {
            return true;
        }
        close("the peer does not keep up: " + outbox.bytes() + " bytes wait for it");
        return false;
    }

    @Override
    public void close(String reason) {
        if (end.compareAndSet(null, reason)) {
            links.alarms().in(PARTING, this::cut);
            outbox.finish(Frame.goodbye(reason));
            links.listeners().wake();
        }
    }

    /** Ends it without a goodbye, if it hasn't ended. */
    void cut() {
        Deadline.closeQuietly(proven.socket());
    }

    /** Tells a listener that came late. */
    void introduce() {
        delivery.introduce();
    }

    /** The life of the link, from up to down. */
    void run() {
        // The thread ends with the link.
        MDC.put("peer", peer().toString());
        long began = System.nanoTime();
        LOG.atLevel(links.log().up(this, began) ? Level.INFO : Level.DEBUG)
                .log("Link to node {} at {} is up ({}).", peer(), address(), outgoing() ? "dialled" : "accepted");
        try {
            links.crew().start("write-" + peer(), this::write);
            proven.talk().begin(new TrustLine());
            delivery.up();
            read();
        } finally {
            end.compareAndSet(null, "this node failed to handle the link");
            proven.talk().end();
            outbox.abandon();
            cut();
            // Whoever interrupted this thread wanted it to end, not its listeners to miss the end.
            Thread.interrupted();
            down(String.valueOf(end.get()), began);
        }
    }

    private void down(String reason, long began) {
        long now = System.nanoTime();
        int unsaid = links.log().down(this, reason, Duration.ofNanos(now - began), now);
        LOG.atLevel(unsaid < 0 ? Level.DEBUG : Level.INFO)
                .log(
                        "Link to node {} at {} is down: {}{}",
                        peer(),
                        address(),
                        reason,
                        unsaid > 0 ? " (" + unsaid + " more that ended at once since the last such line)" : "");
        try {
            delivery.down(reason);
        } finally {
            links.ended(this);
        }
    }

    private void read() {
        try {
            InputStream in = proven.tls().getInputStream();
            proven.tls().setSoTimeout((int) settings.idleTimeout().toMillis());
            FrameReader frames = new FrameReader(in, settings.maxFrame(), compression);
            while (end.get() == null) {
                handle(frames.next());
            }
            drain(in);
        } catch (IOException e) {
            breakOff(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end.compareAndSet(null, "this node stops");
        }
    }

    private void handle(Frame frame) throws InterruptedException {
        if (frame.isGoodbye()) {
            end.compareAndSet(null, "closed by the other end: " + frame.words());
            cut();
        } else if (frame.kind() == Frame.Kind.TRUST) {
            proven.talk().heard(frame.body());
        } else if (links.listeners().await(settings.idleTimeout(), () -> end.get() != null)) {
            delivery.received(frame.body());
        } else {
            close("nobody listens here: the sync engine does not run");
        }
    }

    /** Reads on for a while without listening, so that the goodbye is not destroyed by a reset. */
    private static void drain(InputStream in) throws IOException {
        byte[] ignored = new byte[1 << 13];
        int read;
        do {
            // Until the peer hangs up, or the alarm cuts.
            read = in.read(ignored);
        } while (read >= 0);
    }

    private void breakOff(IOException e) {
        if (e instanceof FrameException) {
            links.counted().brokenOff();
            LOG.warn("Node {} at {} broke the link protocol: {}", peer(), address(), e.getMessage());
            close("the protocol was broken: " + e.getMessage());
            part();
        } else {
            end.compareAndSet(null, words(e));
        }
    }

    private void part() {
        try {
            drain(proven.tls().getInputStream());
        } catch (IOException e) {
            LOG.debug("Link to node {} at {}: {}", peer(), address(), e.toString());
        }
    }

    private String words(IOException e) {
        if (e instanceof SocketTimeoutException) {
            return "nothing was heard for " + settings.idleTimeout().toMillis() + " ms";
        }
        if (e instanceof EOFException) {
            return "the other end hung up";
        }
        return "the connection broke: " + Words.of(e);
    }

    private void write() {
        try {
            FrameWriter frames = new FrameWriter(
                    proven.tls().getOutputStream(), proven.hello().readsZstd() ? compression : Compression.none());
            for (Frame frame = outbox.take(); frame != null; frame = outbox.take()) {
                frames.write(frame);
                if (outbox.written(frame)) {
                    frames.flush();
                }
            }
            proven.tls().shutdownOutput();
        } catch (IOException e) {
            end.compareAndSet(null, words(e));
            cut();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cut();
        }
    }

    /** What the security of this end says to that of the other goes the way of all frames. */
    private final class TrustLine implements TrustTalk.Line {
        @Override
        public boolean send(byte[] bytes) {
            if (!proven.hello().hasKeyring()) {
                return false;
            }
            if (outbox.offer(Frame.trust(bytes))) {
                return true;
            }
            TcpLink.this.close("the peer does not keep up: " + outbox.bytes() + " bytes wait for it");
            return false;
        }

        @Override
        public void cut(String reason) {
            TcpLink.this.close(reason);
        }
    }
}
