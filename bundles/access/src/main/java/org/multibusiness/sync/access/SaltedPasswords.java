package org.multibusiness.sync.access;

import java.util.Map;
import org.apache.karaf.jaas.modules.Encryption;
import org.apache.karaf.jaas.modules.EncryptionService;
import org.osgi.service.component.annotations.Component;

/**
 * Offers PBKDF2 to Karaf's realm ({@code encryption.name = sync-pbkdf2} in {@code etc/org.apache.karaf.jaas.cfg}). Karaf's own
 * digests know no salt and no cost.
 */
@Component(property = "name=sync-pbkdf2")
public final class SaltedPasswords implements EncryptionService {
    private final Pbkdf2 pbkdf2 = new Pbkdf2();

    @Override
    public Encryption createEncryption(Map<String, String> parameters) {
        return pbkdf2;
    }
}
