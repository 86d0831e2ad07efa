package org.multibusiness.sync.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
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

    /** Called by the container. */
    @Activate
    public Doorkeeper(AccessConfig config) {
        this(Settings.from(config), Clock.systemUTC());
    }

    private Doorkeeper(Settings settings, Clock clock) {
        this(settings.attempts(), settings.lock(), clock);
    }

    Doorkeeper(int allowed, Duration lock, Clock clock) {
        this.attempts = new Attempts(allowed, lock);
        this.allowed = allowed;
        this.lock = lock;
        this.clock = clock;
    }

    /** Until when this user is refused; empty when the password decides. */
    Optional<Instant> refusedUntil(String user) {
        return attempts.lockedUntil(user, clock.instant());
    }

    /** What the realm found, of a user who was not refused. */
    void found(String user, boolean right) {
        if (right) {
            attempts.right(user);
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
    }

    /** Names come from outside: no line breaks, no control characters, not endless. */
    static String plain(String text) {
        String head = text.length() > LONGEST_NAME ? text.substring(0, LONGEST_NAME) + "…" : text;
        return head.replaceAll("[^\\x20-\\x7e…]", "?");
    }
}
