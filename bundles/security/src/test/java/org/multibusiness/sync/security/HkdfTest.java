package org.multibusiness.sync.security;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.HexFormat;
import org.junit.Test;

public class HkdfTest {
    private static final HexFormat HEX = HexFormat.of();

    /** RFC 5869, A.1. */
    @Test
    public void derivesTheBasicVectorOfTheRfc() {
        assertDerives(
                "0b".repeat(22),
                "000102030405060708090a0b0c",
                "f0f1f2f3f4f5f6f7f8f9",
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    }

    /** RFC 5869, A.2. */
    @Test
    public void derivesTheLongVectorOfTheRfc() {
        assertDerives(
                range(0x00, 0x4f),
                range(0x60, 0xaf),
                range(0xb0, 0xff),
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                        + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
    }

    /** RFC 5869, A.3. */
    @Test
    public void derivesTheVectorOfTheRfcWithoutSaltAndUse() {
        assertDerives(
                "0b".repeat(22),
                "",
                "",
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }

    @Test
    public void refusesALengthBeyondTheRfc() {
        assertThrows(IllegalArgumentException.class, () -> Hkdf.derive(new byte[1], new byte[0], new byte[0], 8161));
        assertThrows(IllegalArgumentException.class, () -> Hkdf.derive(new byte[1], new byte[0], new byte[0], 0));
    }

    private static void assertDerives(String secret, String salt, String use, String expected) {
        byte[] key = Hkdf.derive(HEX.parseHex(secret), HEX.parseHex(salt), HEX.parseHex(use), expected.length() / 2);

        assertEquals(expected, HEX.formatHex(key));
    }

    private static String range(int first, int last) {
        StringBuilder hex = new StringBuilder();
        for (int value = first; value <= last; value++) {
            hex.append(HEX.toHexDigits((byte) value));
        }
        return hex.toString();
    }
}
