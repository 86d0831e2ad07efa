package org.multibusiness.sync.core.replica;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.change.ChangeTransaction;

/**
 * Timestamps only grow: one near the largest that can be written would leave no room for any after it, at every node that ever
 * sees it (that is in the year 6429). So what claims to be written in the year 6000 or later is not let in. Anything else is
 * taken as it is.
 */
final class SaneTime {
    static final HybridTimestamp END = HybridTimestamp.of(Instant.parse("6000-01-01T00:00:00Z"), 0);

    private SaneTime() {}

    /** Closes the link of a peer that sends such a thing; returns whether it does. */
    static boolean refuses(PeerSession session, List<ChangeTransaction> transactions, List<Effect> effects) {
        Optional<ChangeTransaction> absurd = transactions.stream()
                .filter(transaction -> transaction.timestamp().compareTo(END) >= 0)
                .findFirst();
        absurd.ifPresent(transaction -> {
            String what = "transaction " + transaction.dot() + " claims to be written in "
                    + transaction.timestamp().wall();
            effects.add(new Effect.Alarm(
                    "time of " + session.peer,
                    "Node " + session.peer + " sends what can't be taken: " + what
                            + ". Nothing is received from it until that"
                            + " is mended. Next: set the clock of "
                            + transaction.dot().origin().node()
                            + ", and restore its database from a backup of before it went wrong"));
            effects.add(new Effect.Close(session.link, what));
        });
        return absurd.isPresent();
    }
}
