package org.multibusiness.sync.partition.rules;

import java.time.Duration;

/**
 * How long silence may last.
 *
 * @param suspectAfter silence of a linked peer that makes it suspect; three heartbeats of 3 s and a little
 * @param peerTimeout silence of any peer that makes it offline; four presence intervals of 30 s
 * @param offlineAfterLinkLost silence after a lost link that makes the peer offline; one presence interval of 30 s and a
 *     little, so that a peer that is only cut off from the link is heard by its presence first
 */
public record Patience(Duration suspectAfter, Duration peerTimeout, Duration offlineAfterLinkLost) {
    /** The predecessor's peer time-out, and what follows from the intervals. */
    public static final Patience DEFAULT =
            new Patience(Duration.ofSeconds(10), Duration.ofSeconds(120), Duration.ofSeconds(35));

    /** Checks the order; throws {@link IllegalArgumentException} naming both values when it is wrong. */
    public Patience {
        if (suspectAfter.isNegative() || suspectAfter.isZero() || suspectAfter.compareTo(peerTimeout) >= 0) {
            throw new IllegalArgumentException("a peer would be suspect after " + suspectAfter.toMillis()
                    + " ms and offline after " + peerTimeout.toMillis() + " ms; the first must be the shorter one");
        }
        if (offlineAfterLinkLost.isNegative()) {
            throw new IllegalArgumentException(offlineAfterLinkLost.toMillis() + " ms after a lost link is no time");
        }
    }
}
