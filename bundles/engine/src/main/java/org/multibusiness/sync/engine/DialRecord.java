package org.multibusiness.sync.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.multibusiness.sync.api.discovery.KnownPeer.KnownAddress;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.transport.DialFailure;

/** What is remembered of one address of a peer: who named it, and how it went. Used by the loop's thread only. */
final class DialRecord {
    static final String LINKED = "linked";

    /** A name may lead elsewhere by then; to dial oneself costs nothing. */
    private static final Duration OURSELVES = Duration.ofMinutes(10);

    private final Set<String> provenance = new HashSet<>();
    private Instant tried = Instant.MIN;
    private Instant linked = Instant.MIN;
    private String outcome = "";
    private String result = "";
    private boolean self;

    void namedBy(String discovery) {
        provenance.add(discovery);
    }

    boolean isNamedBy(String discovery) {
        return provenance.contains(discovery);
    }

    /** Returns whether nobody names it any more. */
    boolean forgottenBy(String discovery) {
        provenance.remove(discovery);
        return provenance.isEmpty();
    }

    /** Whether it ever led to a link. */
    boolean hasLed() {
        return !linked.equals(Instant.MIN);
    }

    void addAll(DialRecord other) {
        provenance.addAll(other.provenance);
    }

    void began(Instant now) {
        tried = now;
        outcome = "dialling";
    }

    void failed(DialFailure failure) {
        outcome = failure.cause().name().toLowerCase(Locale.ROOT).replace('_', '-');
        result = failure.detail();
        self = failure.cause() == DialFailure.Cause.SELF;
    }

    void worked(Instant now) {
        outcome = LINKED;
        result = LINKED;
        linked = now;
        self = false;
    }

    /** Whether the last dial met ourselves. */
    boolean isSelf() {
        return self;
    }

    /** Whether it is of any use to dial it. */
    boolean isWorthADial(Instant now) {
        return !self || now.isAfter(tried.plus(OURSELVES));
    }

    Instant tried() {
        return tried;
    }

    KnownAddress view(PeerAddress address) {
        return new KnownAddress(address, provenance, outcome, result, words(tried), words(linked));
    }

    private static String words(Instant instant) {
        return instant.equals(Instant.MIN) ? "" : instant.toString();
    }
}
