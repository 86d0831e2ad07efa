package org.multibusiness.sync.discovery.dns;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * Asks name servers, one after the other until one answers; who answered last is asked first. Plain sockets on the caller's
 * thread, so that nothing of it is left running: dnsjava writes and reads the messages. Used by one thread but for
 * {@link #close}, which breaks off what is under way.
 */
final class NameServers implements Questions, AutoCloseable {
    private static final int LIMIT_BYTES = 65_535;

    private final List<InetSocketAddress> servers;
    private final Duration timeout;
    private volatile @Nullable Closeable current;
    private volatile boolean closed;

    NameServers(List<InetSocketAddress> servers, Duration timeout) {
        this.servers = new ArrayList<>(servers);
        this.timeout = timeout;
    }

    @Override
    public Message ask(Name name, int type) throws IOException {
        List<String> failures = new ArrayList<>();
        for (InetSocketAddress server : List.copyOf(servers)) {
            try {
                Message answer = ask(server, Message.newQuery(Record.newRecord(name, type, DClass.IN)));
                int code = answer.getRcode();
                if (code == Rcode.NOERROR || code == Rcode.NXDOMAIN) {
                    servers.remove(server);
                    servers.add(0, server);
                    return answer;
                }
                failures.add(words(server) + ": " + Rcode.string(code));
            } catch (IOException | UncheckedIOException unreachable) {
                failures.add(words(server) + ": " + unreachable.getMessage());
            }
            if (closed) {
                break;
            }
        }
        throw new IOException(failures.isEmpty() ? "no name server is known" : String.join("; ", failures));
    }

    private Message ask(InetSocketAddress server, Message query) throws IOException {
        Optional<Message> brief = byDatagram(server, query);
        return brief.isPresent() ? brief.get() : byStream(server, query);
    }

    /** Empty when the answer doesn't fit into a datagram. */
    private Optional<Message> byDatagram(InetSocketAddress server, Message query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            current = socket;
            socket.connect(server); // nobody else's datagram gets in
            byte[] question = query.toWire();
            socket.send(new DatagramPacket(question, question.length));
            long end = System.nanoTime() + timeout.toNanos();
            while (!closed) {
                socket.setSoTimeout((int) Math.max(1, (end - System.nanoTime()) / 1_000_000));
                DatagramPacket packet = new DatagramPacket(new byte[LIMIT_BYTES], LIMIT_BYTES);
                socket.receive(packet);
                Optional<Message> answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()), query);
                if (answer.isPresent()) {
                    return answer.filter(it -> !it.getHeader().getFlag(Flags.TC));
                }
                if (System.nanoTime() - end > 0) {
                    break;
                }
            }
            throw new IOException("no answer to our question");
        }
    }

    private Message byStream(InetSocketAddress server, Message query) throws IOException {
        try (Socket socket = new Socket()) {
            current = socket;
            int millis = (int) timeout.toMillis();
            socket.connect(server, millis);
            socket.setSoTimeout(millis);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            byte[] question = query.toWire();
            out.writeShort(question.length);
            out.write(question);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] bytes = new byte[in.readUnsignedShort()];
            in.readFully(bytes);
            return answer(bytes, query).orElseThrow(() -> new IOException("no answer to our question"));
        }
    }

    /** Empty when it is not the answer to this question. */
    static Optional<Message> answer(byte[] bytes, Message query) throws IOException {
        Message message = new Message(bytes);
        boolean ours = message.getHeader().getID() == query.getHeader().getID()
                && message.getHeader().getFlag(Flags.QR)
                && query.getQuestion().equals(message.getQuestion());
        return ours ? Optional.of(message) : Optional.empty();
    }

    private static String words(InetSocketAddress server) {
        return server.getAddress().getHostAddress() + (server.getPort() == 53 ? "" : ":" + server.getPort());
    }

    @Override
    public String toString() {
        return String.join(", ", servers.stream().map(NameServers::words).toList());
    }

    /** Breaks off what is under way; any thread. */
    @Override
    public void close() throws IOException {
        closed = true;
        Closeable socket = current;
        if (socket != null) {
            socket.close();
        }
    }
}
