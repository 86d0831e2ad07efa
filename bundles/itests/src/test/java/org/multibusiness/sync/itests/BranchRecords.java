package org.multibusiness.sync.itests;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.multibusiness.sync.demo.Branch;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server on loopback that knows one domain: SRV records that name branches on this computer. Needs no program and no rights. */
final class BranchRecords implements AutoCloseable {
    static final String DOMAIN = "branches.test";

    private static final int SECONDS = 300;
    private static final int LARGEST = 1_500;

    private final DatagramSocket socket =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final Thread thread = new Thread(this::answerAll, "name-server");
    private volatile List<Branch> branches = List.of();

    BranchRecords() throws IOException {
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on the domain names these. */
    void name(List<Branch> known) {
        branches = List.copyOf(known);
    }

    /** As {@code servers} of the DNS discovery's configuration. */
    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private void answerAll() {
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
            try {
                socket.receive(packet);
                byte[] answer = answer(new Message(Arrays.copyOf(packet.getData(), packet.getLength())));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException closedOrNonsense) {
                // Closed: the loop ends. Nonsense: who asks it gets no answer.
            }
        }
    }

    private byte[] answer(Message query) throws IOException {
        Record question = query.getQuestion();
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        for (Branch branch : branches) {
            Name host = Name.fromString(branch.name() + "." + DOMAIN + ".");
            if (question.getType() == Type.SRV) {
                answer.addRecord(
                        new SRVRecord(
                                question.getName(),
                                DClass.IN,
                                SECONDS,
                                0,
                                0,
                                branch.ports().sync(),
                                host),
                        Section.ANSWER);
            } else if (question.getType() == Type.A && question.getName().equals(host)) {
                answer.addRecord(
                        new ARecord(host, DClass.IN, SECONDS, InetAddress.getLoopbackAddress()), Section.ANSWER);
            }
        }
        return answer.toWire();
    }

    @Override
    public void close() {
        socket.close();
    }
}
