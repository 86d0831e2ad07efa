package org.multibusiness.sync.discovery.multicast;

import java.net.InetAddress;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.multibusiness.sync.api.discovery.Beacon;
import org.multibusiness.sync.api.discovery.BeaconLedger;

/** Tells the ledger what was heard, and why it was refused. Thread-safe. */
final class Witness {
    private final Supplier<Optional<BeaconLedger>> ledger;
    private final Function<InetAddress, String> interfaceOf;

    /**
     * Tells a ledger, while there is one.
     *
     * @param interfaceOf the name of the interface in whose network an address is; empty when in none
     */
    Witness(Supplier<Optional<BeaconLedger>> ledger, Function<InetAddress, String> interfaceOf) {
        this.ledger = ledger;
        this.interfaceOf = interfaceOf;
    }

    /** A datagram that nobody read to the end. */
    void refused(InetAddress source, Refusal refusal) {
        String kind = refusal == Refusal.FOREIGN ? "foreign" : "unread";
        note(source, kind, "", "", "", refusal.words());
    }

    /** Our own message came back: multicast works on this host. */
    void echo(InetAddress source, Presence presence) {
        note(source, "echo", presence.nodeId(), presence.name(), presence.keyHash(), "");
    }

    /** A message that was understood; the refusal, if there is one, is why it was not followed. */
    void heard(InetAddress source, Presence presence, Optional<Refusal> refusal) {
        String kind = presence.goodbye() ? "goodbye" : "presence";
        String why = refusal.map(Refusal::words).orElseGet(() -> stranger(presence));
        note(source, kind, presence.nodeId(), presence.name(), presence.keyHash(), why);
    }

    private static String stranger(Presence presence) {
        return switch (presence.standing()) {
            case AUTHENTIC, UNPROVEN -> "";
            case PREDECESSOR -> "of the predecessor's version";
            case WRONG_KEY -> Refusal.WRONG_KEY.words();
        };
    }

    private void note(InetAddress source, String kind, String nodeId, String name, String keyHash, String refusal) {
        ledger.get()
                .ifPresent(it -> it.heard(
                        new Beacon(
                                MulticastDiscovery.NAME,
                                source.getHostAddress(),
                                interfaceOf.apply(source),
                                kind,
                                nodeId,
                                name,
                                keyHash,
                                refusal),
                        Clock.systemUTC().instant()));
    }
}
