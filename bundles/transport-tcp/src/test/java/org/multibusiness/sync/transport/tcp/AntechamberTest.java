package org.multibusiness.sync.transport.tcp;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.Test;

public class AntechamberTest {
    @Test
    public void theOldestOfTheBusiestAddressGoes() {
        Antechamber antechamber = new Antechamber();
        Socket peer = from("192.0.2.1");
        Socket first = from("192.0.2.66");
        Socket second = from("192.0.2.66");
        assertEquals(List.of(), antechamber.enter(peer, 3));
        assertEquals(List.of(), antechamber.enter(first, 3));
        assertEquals(List.of(), antechamber.enter(second, 3));

        assertEquals(List.of(first), antechamber.enter(from("192.0.2.66"), 3));
        assertEquals(List.of(second), antechamber.enter(from("192.0.2.2"), 3));

        assertTrue(antechamber.leave(peer));
        assertFalse(antechamber.leave(second));
    }

    @Test
    public void whenItIsClosedNobodyGetsIn() {
        Antechamber antechamber = new Antechamber();
        Socket before = from("192.0.2.1");
        antechamber.enter(before, 3);

        antechamber.close();

        assertTrue(before.isClosed());
        Socket after = from("192.0.2.2");
        assertTrue(antechamber.enter(after, 3).contains(after));
    }

    private static Socket from(String address) {
        return new Socket() {
            @Override
            public InetAddress getInetAddress() {
                try {
                    return InetAddress.getByName(address);
                } catch (UnknownHostException e) {
                    throw new AssertionError(e);
                }
            }
        };
    }
}
