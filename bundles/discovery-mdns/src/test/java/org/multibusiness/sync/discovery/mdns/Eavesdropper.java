package org.multibusiness.sync.discovery.mdns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.jmdns.impl.DNSIncoming;
import javax.jmdns.impl.DNSRecord;

/** Hears every answer on the loopback interface, and notes which records it takes back (a lifetime of none: a goodbye). */
final class Eavesdropper implements AutoCloseable {
    private final MulticastSocket socket;
    private final List<String> answered = new CopyOnWriteArrayList<>();
    private final List<String> takenBack = new CopyOnWriteArrayList<>();

    Eavesdropper(int port) throws IOException {
        socket = new MulticastSocket(port);
        socket.joinGroup(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 224, 0, 0, (byte) 251}), port),
                NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()));
        Thread ear = new Thread(this::listen, "eavesdropper");
        ear.setDaemon(true);
        ear.start();
    }

    private void listen() {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[9_000], 9_000);
                socket.receive(packet);
                DNSIncoming message = new DNSIncoming(packet);
                if (message.isResponse()) {
                    message.getAllAnswers().forEach(this::note);
                }
            }
        } catch (IOException closed) {
            answered.add("closed: " + closed.getMessage());
        }
    }

    private void note(DNSRecord record) {
        String what = record.getRecordType().name() + " " + record.getName();
        answered.add(what);
        if (record.getTTL() == 0) {
            takenBack.add(what);
        }
    }

    boolean heard(String part) {
        return answered.stream().anyMatch(what -> what.contains(part));
    }

    List<String> takenBack() {
        return List.copyOf(takenBack);
    }

    @Override
    public void close() {
        socket.close();
    }
}
