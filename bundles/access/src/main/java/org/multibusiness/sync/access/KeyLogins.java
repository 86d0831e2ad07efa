package org.multibusiness.sync.access;

import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.PasswordAuthenticator;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;

/**
 * Tells who logged in over SSH by a key. The realm can't: it is asked about the public key before the client has proved that it has
 * the private one. So the key is only noted there, and told when the session is authenticated. Log-ins by password are told by
 * {@link LockModule}. Thread-safe.
 */
final class KeyLogins implements SessionListener {
    private static final AttributeKey<String> KEY = new AttributeKey<>();

    private final Witness witness;

    KeyLogins(Witness witness) {
        this.witness = witness;
    }

    /** Watches a server until the answer is run. */
    Runnable watch(SshServer server) {
        PublickeyAuthenticator keys = server.getPublickeyAuthenticator();
        PasswordAuthenticator passwords = server.getPasswordAuthenticator();
        if (keys != null) {
            server.setPublickeyAuthenticator((user, key, session) -> {
                boolean known = keys.authenticate(user, key, session);
                if (known) {
                    session.setAttribute(KEY, String.valueOf(KeyUtils.getFingerPrint(key)));
                }
                return known;
            });
        }
        if (passwords != null) {
            server.setPasswordAuthenticator((user, password, session) -> {
                boolean right = passwords.authenticate(user, password, session);
                if (right) {
                    session.removeAttribute(KEY);
                }
                return right;
            });
        }
        server.addSessionListener(this);
        return () -> {
            server.removeSessionListener(this);
            server.setPublickeyAuthenticator(keys);
            server.setPasswordAuthenticator(passwords);
        };
    }

    @Override
    public void sessionEvent(Session session, Event event) {
        String key = session.getAttribute(KEY);
        if (event == Event.Authenticated && key != null) {
            witness.saw(AuditEvent.of(AuditKind.LOGGED_IN, "")
                    .by(Doorkeeper.plain(session.getUsername()))
                    .with("key", key));
        }
    }
}
