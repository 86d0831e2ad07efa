package org.multibusiness.sync.security;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * What the registration key is used for, each use with a key of its own: a seal seen in a presence message helps nobody to
 * enrol.
 */
final class DerivedKeys {
    private static final byte[] SALT = "org.multibusiness.sync registration 1".getBytes(US_ASCII);

    private final Hmac presence;
    private final Hmac tag;
    private final Hmac enrolment;
    private final Hmac recognition;
    private final String hash;

    private DerivedKeys(Hmac presence, Hmac tag, Hmac enrolment, Hmac recognition, String hash) {
        this.presence = presence;
        this.tag = tag;
        this.enrolment = enrolment;
        this.recognition = recognition;
        this.hash = hash;
    }

    static DerivedKeys from(RegistrationKey key) {
        byte[] secret = key.bytes();
        DerivedKeys keys = new DerivedKeys(
                derived(secret, "presence"),
                derived(secret, "presence tag"),
                derived(secret, "enrolment"),
                derived(secret, "recognition"),
                HexFormat.of().formatHex(Fingerprint.sha256(secret)));
        Arrays.fill(secret, (byte) 0);
        return keys;
    }

    private static Hmac derived(byte[] secret, String use) {
        return new Hmac(Hkdf.derive(secret, SALT, use.getBytes(US_ASCII), Hmac.LENGTH));
    }

    /** For presence messages. */
    Hmac presence() {
        return presence;
    }

    /** For what presence messages show of the key when they say little. */
    Hmac tag() {
        return tag;
    }

    /** For the proof on a new link. */
    Hmac enrolment() {
        return enrolment;
    }

    /** For marks: kept when the key itself is forgotten, and proves nothing. */
    Hmac recognition() {
        return recognition;
    }

    /** SHA-256 of the key in hex: the predecessor's field. */
    String hash() {
        return hash;
    }
}
