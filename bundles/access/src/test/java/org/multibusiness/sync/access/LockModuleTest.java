package org.multibusiness.sync.access;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.apache.karaf.jaas.modules.publickey.PublickeyCallback;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;

/** The lock before a realm, in Java's own login. */
public class LockModuleTest {
    private static final String RIGHT = "the right one";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<AuditEvent> recorded = new ArrayList<>();
    private final SetClock clock = new SetClock();
    private final Doorkeeper doorkeeper = new Doorkeeper(3, Duration.ofMinutes(5), clock, new Witness(recorded::add));
    private Configuration realm = realm(Map.of());

    /** Stands still until it is set. */
    private static final class SetClock extends Clock {
        private Instant now = Instant.parse("2026-11-23T09:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Before
    public void makeRealm() throws IOException {
        Path users = folder.newFile("users.properties").toPath();
        realm = realm(Map.of(LockModule.DOORKEEPER, doorkeeper, LockModule.USERS, new HashedUsers(users)));
        Files.writeString(users, "");
    }

    private static Configuration realm(Map<String, ?> options) {
        AppConfigurationEntry lock = new AppConfigurationEntry(
                LockModule.class.getName(), LoginModuleControlFlag.REQUISITE, new HashMap<>(options));
        AppConfigurationEntry passwords =
                new AppConfigurationEntry(OnePassword.class.getName(), LoginModuleControlFlag.OPTIONAL, Map.of());
        return new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {lock, passwords};
            }
        };
    }

    private boolean login(String user, String password) {
        return login(callbacks -> {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName(user);
                } else if (callback instanceof PasswordCallback given) {
                    given.setPassword(password.toCharArray());
                } else {
                    throw new UnsupportedCallbackException(callback);
                }
            }
        });
    }

    private boolean login(javax.security.auth.callback.CallbackHandler handler) {
        try {
            new LoginContext("karaf", new Subject(), handler, realm).login();
            return true;
        } catch (LoginException e) {
            return false;
        }
    }

    @Test
    public void afterTooManyWrongPasswordsTheRightOneIsRefusedUntilTheLockEnds() {
        assertTrue(login("ann", RIGHT));
        for (int i = 0; i < 3; i++) {
            assertFalse(login("ann", "wrong " + i));
        }
        assertFalse(login("ann", RIGHT));
        clock.now = clock.now.plus(Duration.ofMinutes(5));
        assertTrue(login("ann", RIGHT));
    }

    @Test
    public void whoLoggedInAndWhoWasLockedOutIsToldToTheAuditAndNoPassword() {
        login("ann", RIGHT);
        for (int i = 0; i < 5; i++) {
            login("eve", "wrong " + i);
        }
        assertEquals(
                List.of(AuditKind.LOGGED_IN, AuditKind.LOCKED_OUT),
                recorded.stream().map(AuditEvent::kind).toList());
        assertEquals("ann", recorded.get(0).by());
        assertEquals("eve", recorded.get(1).subject());
        assertFalse(recorded.toString(), recorded.toString().contains("wrong 2"));
    }

    @Test
    public void anotherUserGetsInMeanwhile() {
        for (int i = 0; i < 3; i++) {
            assertFalse(login("eve", "wrong " + i));
        }
        assertTrue(login("ann", RIGHT));
    }

    @Test
    public void aLoginByKeyIsNeitherCountedNorLocked() {
        for (int i = 0; i < 5; i++) {
            assertFalse(login(callbacks -> {
                for (Callback callback : callbacks) {
                    if (callback instanceof NameCallback name) {
                        name.setName("ann");
                    } else if (!(callback instanceof PublickeyCallback)) {
                        throw new UnsupportedCallbackException(callback);
                    }
                }
            }));
        }
        assertTrue(login("ann", RIGHT));
    }

    @Test
    public void aNameIsLoggedWithoutLineBreaksAndShort() {
        assertEquals("a?b", Doorkeeper.plain("a\nb"));
        assertEquals(65, Doorkeeper.plain("x".repeat(1000)).length());
    }
}
