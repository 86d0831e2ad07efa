package org.multibusiness.sync.access;

import java.util.Map;
import org.apache.karaf.jaas.modules.Encryption;
import org.apache.karaf.jaas.modules.EncryptionService;
import org.osgi.service.component.annotations.Component;

/** Offers PBKDF2 to the realm. Karaf's own digests know no salt and no cost. */
@Component(property = "name=" + SaltedPasswords.NAME)
public final class SaltedPasswords implements EncryptionService {
    /** Its name for the realm. */
    static final String NAME = "sync-pbkdf2";

    private final Pbkdf2 pbkdf2 = new Pbkdf2();

    @Override
    public Encryption createEncryption(Map<String, String> parameters) {
        return pbkdf2;
    }
}
