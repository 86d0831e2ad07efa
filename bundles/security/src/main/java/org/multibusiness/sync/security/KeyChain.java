package org.multibusiness.sync.security;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ring that is in force, in memory and in its file. Also the key file is kept up to date, so that copying it is always right.
 * Thread-safe.
 */
final class KeyChain {
    private static final Logger LOG = LoggerFactory.getLogger(KeyChain.class);

    private final KeyringFile file;
    private final InstantSource clock;
    private Keyring ring;
    private ConfiguredKey configured;
    private String problem = "";

    private KeyChain(KeyringFile file, InstantSource clock, Keyring ring, ConfiguredKey configured) {
        this.file = file;
        this.clock = clock;
        this.ring = ring;
        this.configured = configured;
    }

    static KeyChain open(Path file, ConfiguredKey configured, InstantSource clock) throws SecuritySetupException {
        KeyringFile kept = new KeyringFile(file);
        Keyring ring = kept.read().orElseGet(() -> Keyring.of(configured.key()));
        KeyChain chain = new KeyChain(kept, clock, ring, configured);
        chain.configure(configured);
        return chain;
    }

    /** The ring as it is now. */
    synchronized Keyring ring() {
        Keyring now = ring.at(clock.instant());
        if (now != ring) {
            LOG.info(
                    "A grace period is over: of the registration keys, {} admit from now on.",
                    now.usable().size());
            keep(now);
        }
        return now;
    }

    Instant now() {
        return clock.instant();
    }

    /** Where the key in force is kept, for people. */
    synchronized String place() {
        KeyFile place = configured.file();
        return place == null ? "" : place.toString();
    }

    /** What is wrong with the configured key; empty when nothing is. */
    synchronized String problem() {
        return problem;
    }

    /**
     * The configuration names this key. Of the key in force and of one that a rotation replaced this changes nothing: otherwise a
     * variable that nobody thought of would bring the old key back with the next start. Any other key takes the place of all.
     */
    synchronized void configure(ConfiguredKey named) {
        configured = named;
        problem = "";
        RingKey key = RingKey.of(named.key(), 0);
        if (key.hash().equals(ring.active().hash())) {
            return;
        }
        if (!ring.isSuperseded(key.hash())) {
            keep(Keyring.of(named.key()));
        } else if (named.isInFile()) {
            LOG.info("{} held the registration key from before a rotation; it is brought up to date.", named.source());
            keep(ring);
        } else {
            problem = superseded(key);
            LOG.warn("{}", problem);
        }
    }

    private String superseded(RingKey key) {
        return "The registration key was rotated on " + ring.active().date() + " (fingerprint "
                + ring.active().fingerprint() + "), but " + configured.source() + " still holds the former one ("
                + key.fingerprint() + "). The new one stays in force. Set " + configured.source() + " to what is in "
                + place() + ", or unset it: then that file counts.";
    }

    /**
     * A new key takes the place of the one in force.
     *
     * @throws IOException when it can't be written: then nothing changed
     */
    synchronized Keyring rotate(Duration grace) throws IOException {
        Keyring next = ring().rotated(RegistrationKey.random(), clock.instant(), grace);
        file.write(next);
        ring = next;
        writeKeyFile();
        note();
        return next;
    }

    /** Takes in what another node says; gives the ring from before when that changed anything. */
    synchronized Optional<Keyring> hear(TrustStatement told, String teller) {
        Keyring before = ring();
        Keyring next = before.heard(told, clock.instant());
        if (next == before) {
            return Optional.empty();
        }
        if (!next.active().hash().equals(before.active().hash())) {
            LOG.info(
                    "The registration key was rotated (told by node {}): the new one has the fingerprint {}, former ones that"
                            + " still admit: {}. Links stay up.",
                    teller,
                    next.active().fingerprint(),
                    next.accepted().size());
        }
        keep(next);
        note();
        return Optional.of(before);
    }

    private void note() {
        if (!configured.isInFile()
                && ring.isSuperseded(RingKey.of(configured.key(), 0).hash())) {
            problem = superseded(RingKey.of(configured.key(), 0));
        }
    }

    /** In memory in any case: what can't be written now is written with the next change. */
    private void keep(Keyring next) {
        ring = next;
        try {
            file.write(next);
            if (next.active().isRotated()) {
                writeKeyFile();
            }
        } catch (IOException e) {
            LOG.error(
                    "The keyring can't be written ({}). It is kept in memory until this works again: make room, or give the user"
                            + " that runs this service the right to the folder of its identity.",
                    e.toString());
        }
    }

    /** The ring has the key already, and goes before the file: that it can't be written is no reason to go back. */
    private void writeKeyFile() {
        KeyFile place = configured.file();
        if (place == null) {
            return;
        }
        try {
            place.replace(ring.active().key());
        } catch (IOException e) {
            LOG.error(
                    "The new registration key is in force, but can't be written to {} ({}). Don't copy that file to other"
                            + " servers until it is: give the user that runs this service the right to it, and restart.",
                    place,
                    e.toString());
        }
    }
}
