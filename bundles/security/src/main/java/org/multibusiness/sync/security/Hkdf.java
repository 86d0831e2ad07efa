package org.multibusiness.sync.security;

import java.util.Arrays;

/**
 * HKDF-SHA256, RFC 5869: keys for different uses out of one secret, none of which tells anything about another or about the
 * secret. Java has an API for it from release 25 on.
 */
final class Hkdf {
    private static final int LONGEST = 255 * Hmac.LENGTH;

    private Hkdf() {}

    /**
     * Extract, then expand.
     *
     * @param salt may be empty
     * @param use what the key is for ({@code info} in the RFC): another use, another key
     * @param length 1 to 8160 bytes
     */
    static byte[] derive(byte[] secret, byte[] salt, byte[] use, int length) {
        if (length < 1 || length > LONGEST) {
            throw new IllegalArgumentException("a derived key has 1 to " + LONGEST + " bytes, not " + length);
        }
        byte[] saltOrZeros = salt.length == 0 ? new byte[Hmac.LENGTH] : salt;
        Hmac pseudoRandomKey = new Hmac(new Hmac(saltOrZeros).of(secret));
        byte[] result = new byte[length];
        byte[] block = {};
        for (int filled = 0, counter = 1; filled < length; filled += Hmac.LENGTH, counter++) {
            block = pseudoRandomKey.of(block, use, new byte[] {(byte) counter});
            System.arraycopy(block, 0, result, filled, Math.min(Hmac.LENGTH, length - filled));
        }
        Arrays.fill(block, (byte) 0);
        return result;
    }
}
