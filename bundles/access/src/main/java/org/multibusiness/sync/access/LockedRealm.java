package org.multibusiness.sync.access;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import org.apache.karaf.jaas.boot.ProxyLoginModule;
import org.apache.karaf.jaas.config.JaasRealm;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Karaf's realm, with the lock before it: of two realms of one name Karaf takes the one of higher rank. What the realm itself
 * does (files, keys, roles) stays Karaf's and is asked for at every login.
 */
@Component(property = "sync.locked:Boolean=true")
public final class LockedRealm implements JaasRealm {
    private final JaasRealm realm;
    private final Map<String, Object> options = new HashMap<>();

    /** Called by the container. */
    @Activate
    public LockedRealm(
            @Reference(target = "(!(sync.locked=true))") JaasRealm realm,
            @Reference Doorkeeper doorkeeper,
            @Reference HashedUsers users,
            BundleContext context) {
        this.realm = realm;
        options.put(ProxyLoginModule.PROPERTY_MODULE, LockModule.class.getName());
        options.put(
                ProxyLoginModule.PROPERTY_BUNDLE,
                String.valueOf(context.getBundle().getBundleId()));
        options.put(LockModule.DOORKEEPER, doorkeeper);
        options.put(LockModule.USERS, users);
    }

    @Override
    public String getName() {
        return realm.getName();
    }

    @Override
    public int getRank() {
        return realm.getRank() + 1;
    }

    @Override
    public AppConfigurationEntry[] getEntries() {
        AppConfigurationEntry lock = new AppConfigurationEntry(
                ProxyLoginModule.class.getName(), LoginModuleControlFlag.REQUISITE, Map.copyOf(options));
        return Stream.concat(Stream.of(lock), Stream.of(realm.getEntries()).map(LockedRealm::hashed))
                .toArray(AppConfigurationEntry[]::new);
    }

    /** With hashes where Karaf's module knows of them: etc/org.apache.karaf.jaas.cfg says why it is not done there. */
    private static AppConfigurationEntry hashed(AppConfigurationEntry entry) {
        if (!entry.getOptions().containsKey("encryption.enabled")) {
            return entry;
        }
        Map<String, Object> hashing = new HashMap<>(entry.getOptions());
        hashing.put("encryption.enabled", "true");
        hashing.put("encryption.name", SaltedPasswords.NAME);
        hashing.put("encryption.prefix", HashedUsers.MARK);
        hashing.put("encryption.suffix", HashedUsers.MARK);
        return new AppConfigurationEntry(entry.getLoginModuleName(), entry.getControlFlag(), hashing);
    }
}
