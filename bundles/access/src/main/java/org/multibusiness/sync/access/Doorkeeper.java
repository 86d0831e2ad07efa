package org.multibusiness.sync.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lock for all doors: shell, SSH and console ask the same realm, so guesses are counted together. It locks user names, not
 * addresses: on loopback all guesses come from one. Whoever may read {@code etc} still gets in by the key of {@code bin/client}.
 * Thread-safe.
 */
@Component(service = Doorkeeper.class, configurationPid = AccessConfig.PID)
@Designate(ocd = AccessConfig.class)
public final class Doorkeeper {
    private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);
    private static final int LONGEST_NAME = 64;

    private final Attempts attempts;
    private final int allowed;
    private final Duration lock;
    private final Clock clock;
    private final Witness witness;

    /** Called by the container. */
    @Activate
    public Doorkeeper(AccessConfig config, @Reference Witness witness) {
        this(Settings.from(config), Clock.systemUTC(), witness);
    }

    private Doorkeeper(Settings settings, Clock clock, Witness witness) {
        this(settings.attempts(), settings.lock(), clock, witness);
    }

    Doorkeeper(int allowed, Duration lock, Clock clock, Witness witness) {
        this.attempts = new Attempts(allowed, lock);
        this.allowed = allowed;
        this.lock = lock;
        this.clock = clock;
        this.witness = witness;
    }

    /** Until when this user is refused; empty when the password decides. */
    Optional<Instant> refusedUntil(String user) {
        return attempts.lockedUntil(user, clock.instant());
    }

    /** What the realm found, of a user who was not refused. */
    void found(String user, boolean right) {
        if (right) {
            attempts.right(user);
            witness.saw(AuditEvent.of(AuditKind.LOGGED_IN, "").by(plain(user)));
        } else if (attempts.wrong(user, clock.instant())) {
            locked(plain(user), clock.instant().plus(lock));
        }
    }

    /** The one place where a lock is told. */
    private void locked(String user, Instant until) {
        LOG.warn(
                "{} wrong passwords in a row for the user '{}': locked, further ones are refused until {}, right ones too. If it was"
                        + " not you, somebody who can reach this server is guessing. bin/client on this server still works.",
                allowed,
                user,
                until);
        witness.saw(AuditEvent.of(AuditKind.LOCKED_OUT, user)
                .with("wrong-passwords", String.valueOf(allowed))
                .with("until", until.toString()));
    }

    /** Names come from outside: no line breaks, no control characters, not endless. */
    static String plain(String text) {
        String head = text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) + "…" : text;
        return head.replaceAll("[^\\x20-\\x7e…]", "?");
    }
}
