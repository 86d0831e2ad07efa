package org.multibusiness.sync.transport.tcp;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The nonces of the handshakes that are under way in this process. Who is greeted with one of them talks to itself; who meets its
 * own identity with another nonce has met a copy. As many as there are handshakes. Thread-safe.
 */
final class OwnGreetings {
    private final Set<ByteBuffer> nonces = ConcurrentHashMap.newKeySet();

    /** To be called before the nonce is sent. */
    void begin(byte[] nonce) {
        nonces.add(ByteBuffer.wrap(nonce.clone()));
    }

    boolean has(byte[] nonce) {
        return nonces.contains(ByteBuffer.wrap(nonce));
    }

    void end(byte[] nonce) {
        nonces.remove(ByteBuffer.wrap(nonce));
    }
}
