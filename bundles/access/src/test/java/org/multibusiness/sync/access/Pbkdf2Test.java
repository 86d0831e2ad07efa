package org.multibusiness.sync.access;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.util.Base64;
import java.util.List;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.Test;

public class Pbkdf2Test {
    private final Pbkdf2 pbkdf2 = new Pbkdf2();

    @Test
    public void theRightPasswordIsKnownByANewProcessToo() {
        String stored = pbkdf2.encryptPassword("Grüße, 5 €");
        assertTrue(new Pbkdf2().checkPassword("Grüße, 5 €", stored));
        assertTrue(pbkdf2.checkPassword("Grüße, 5 €", stored));
        assertTrue("from memory", pbkdf2.checkPassword("Grüße, 5 €", stored));
    }

    @Test
    public void aWrongPasswordIsWrongAlsoAfterTheRightOne() {
        String stored = pbkdf2.encryptPassword("right");
        assertFalse(pbkdf2.checkPassword("wrong", stored));
        assertTrue(pbkdf2.checkPassword("right", stored));
        assertFalse(pbkdf2.checkPassword("wrong", stored));
    }

    @Test
    public void equalPasswordsHaveDifferentHashes() {
        assertNotEquals(pbkdf2.encryptPassword("same"), pbkdf2.encryptPassword("same"));
    }

    @Test
    public void theHashIsWhatItSaysItIs() throws Exception {
        String[] parts = pbkdf2.encryptPassword("password").split(":", -1);
        assertEquals("pbkdf2-sha512", parts[0]);
        byte[] salt = Base64.getUrlDecoder().decode(parts[2]);
        byte[] expected = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                .generateSecret(new PBEKeySpec("password".toCharArray(), salt, Integer.parseInt(parts[1]), 256))
                .getEncoded();
        assertEquals(Base64.getUrlEncoder().withoutPadding().encodeToString(expected), parts[3]);
        assertEquals(16, salt.length);
    }

    @Test
    public void whatIsNoHashFitsNoPassword() {
        for (String stored : List.of("", "plain", "pbkdf2-sha512:x:y:z", "pbkdf2-sha512:-1:AA:AA", "md5:1:AA:AA")) {
            assertFalse(stored, pbkdf2.checkPassword(stored, stored));
        }
    }
}
