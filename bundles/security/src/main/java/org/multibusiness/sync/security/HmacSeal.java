package org.multibusiness.sync.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.multibusiness.sync.api.security.PresenceSeal;

/** Seals with the presence key of the moment: a changed registration key counts from the next message on. */
final class HmacSeal implements PresenceSeal {
    private final Supplier<Hmac> key;

    HmacSeal(Supplier<Hmac> key) {
        this.key = key;
    }

    @Override
    public String seal(byte[] canonical) {
        return HexFormat.of().formatHex(key.get().of(canonical));
    }

    @Override
    public boolean verify(byte[] canonical, String seal) {
        return MessageDigest.isEqual(seal(canonical).getBytes(US_ASCII), seal.getBytes(US_ASCII));
    }
}
