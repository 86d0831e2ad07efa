package org.multibusiness.sync.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.apache.karaf.jaas.modules.Encryption;

/**
 * Passwords as {@code pbkdf2-sha512:<rounds>:<salt>:<hash>}, salt and hash in Base64 without padding (RFC 8018, 5.2). The console
 * sends its password with every request, several a second: so a password that was right is known again by a MAC under a key that
 * this process drew, and costs nothing; a wrong one always costs the full price. Thread-safe.
 */
final class Pbkdf2 implements Encryption {
    private static final String SCHEME = "pbkdf2-sha512";
    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
    private static final int ROUNDS = 210_000;
    private static final int MOST_ROUNDS = 10_000_000;
    private static final int BITS = 256;
    private static final int SALT_BYTES = 16;
    private static final int KNOWN = 64;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec memory = new SecretKeySpec(bytes(32), "HmacSHA256");
    private final Map<String, byte[]> known = new LinkedHashMap<>();

    @Override
    public String encryptPassword(String plain) {
        byte[] salt = bytes(SALT_BYTES);
        Base64.Encoder text = Base64.getUrlEncoder().withoutPadding();
        return SCHEME
                + ':'
                + ROUNDS
                + ':'
                + text.encodeToString(salt)
                + ':'
                + text.encodeToString(hash(plain, salt, ROUNDS));
    }

    /** False, too, when what is stored is not of this scheme: whatever it is, no password is equal to it. */
    @Override
    public boolean checkPassword(String plain, String stored) {
        byte[] mac = mac(plain);
        if (isKnown(stored, mac)) {
            return true;
        }
        boolean right = isRight(plain, stored);
        if (right) {
            remember(stored, mac);
        }
        return right;
    }

    private static boolean isRight(String plain, String stored) {
        String[] parts = stored.split(":", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME)) {
            return false;
        }
        try {
            int rounds = Integer.parseInt(parts[1]);
            byte[] expected = Base64.getUrlDecoder().decode(parts[3]);
            return rounds > 0
                    && rounds <= MOST_ROUNDS
                    && MessageDigest.isEqual(
                            expected, hash(plain, Base64.getUrlDecoder().decode(parts[2]), rounds));
        } catch (IllegalArgumentException notOurForm) {
            return false;
        }
    }

    private synchronized boolean isKnown(String stored, byte[] mac) {
        byte[] before = known.get(stored);
        return before != null && MessageDigest.isEqual(before, mac);
    }

    private synchronized void remember(String stored, byte[] mac) {
        if (known.size() >= KNOWN) {
            known.remove(known.keySet().iterator().next());
        }
        known.put(stored, mac);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] mac(String plain) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(memory);
            return mac.doFinal(plain.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static byte[] hash(String plain, byte[] salt, int rounds) {
        char[] characters = plain.toCharArray();
        PBEKeySpec password = new PBEKeySpec(characters, salt, rounds, BITS);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM)
                    .generateSecret(password)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        } finally {
            password.clearPassword();
            Arrays.fill(characters, '\0');
        }
    }
}
