package org.multibusiness.sync.partition.rules;

import java.time.Duration;
import java.time.Instant;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.partition.PartitionDetector.Sign;
import org.multibusiness.sync.api.partition.PartitionState;
import org.multibusiness.sync.api.partition.PeerCondition;

/**
 * What is known of one peer.
 *
 * @param condition what everybody may know
 * @param deadline when silence makes its state worse; means nothing when it is offline or left
 * @param linked whether a link was heard and not reported lost
 * @param saidGoodbye whether it said goodbye and wasn't heard announcing itself since
 */
record Peer(PeerCondition condition, Instant deadline, boolean linked, boolean saidGoodbye) {
    private static final String OVER_THE_LINK = "it is heard over the link";
    private static final String BY_PRESENCE = "it announces itself; there is no link to it";

    static Peer first(NodeId node, String name, Sign sign, Instant at, Patience patience) {
        boolean linked = sign == Sign.LINK;
        return new Peer(
                new PeerCondition(node, name, PartitionState.ALIVE, at, at, linked ? OVER_THE_LINK : BY_PRESENCE),
                at.plus(linked ? patience.suspectAfter() : patience.peerTimeout()),
                linked,
                false);
    }

    /** Whose announcements tell no name comes with its id for one: the name that a link told stays. */
    Peer heard(String called, Sign sign, Instant at, Patience patience) {
        String name = called.equals(condition.node().value()) ? condition.name() : called;
        Peer heard = new Peer(
                new PeerCondition(condition.node(), name, condition.state(), condition.since(), at, condition.reason()),
                deadline,
                linked,
                saidGoodbye);
        return switch (sign) {
            case LINK -> heard.heardOverTheLink(at, patience);
            case PRESENCE -> heard.heardAnnouncing(at, patience);
        };
    }

    /** A link that is closing after the goodbye may still deliver its last words: they don't bring the peer back. */
    private Peer heardOverTheLink(Instant at, Patience patience) {
        boolean lastWords = condition.state() == PartitionState.LEFT
                && at.isBefore(condition.since().plus(patience.suspectAfter()));
        if (lastWords) {
            return this;
        }
        return new Peer(alive(at, OVER_THE_LINK), at.plus(patience.suspectAfter()), true, saidGoodbye);
    }

    /** A silent link counts as none as soon as the peer is heard otherwise, or its state would go to and fro. */
    private Peer heardAnnouncing(Instant at, Patience patience) {
        if (linked && condition.state() == PartitionState.ALIVE) {
            return new Peer(condition, at.plus(patience.suspectAfter()), true, false);
        }
        return new Peer(alive(at, BY_PRESENCE), at.plus(patience.peerTimeout()), false, false);
    }

    private PeerCondition alive(Instant at, String reason) {
        return in(PartitionState.ALIVE, at, reason);
    }

    Peer linkLost(Instant at, Patience patience) {
        Instant patienceEnds = earlier(
                at.plus(patience.offlineAfterLinkLost()), condition.lastHeard().plus(patience.peerTimeout()));
        return switch (condition.state()) {
            case ALIVE ->
                saidGoodbye
                        ? new Peer(
                                in(PartitionState.LEFT, at, "it said goodbye and the link was closed"),
                                deadline,
                                false,
                                true)
                        : new Peer(
                                in(PartitionState.SUSPECT, at, "the link to it went down; it is dialled again"),
                                patienceEnds,
                                false,
                                false);
            case SUSPECT ->
                new Peer(
                        in(PartitionState.SUSPECT, at, "the link to it fell silent and went down; it is dialled again"),
                        earlier(deadline, patienceEnds),
                        false,
                        saidGoodbye);
            case OFFLINE, LEFT -> new Peer(condition, deadline, false, saidGoodbye);
        };
    }

    Peer left(Instant at) {
        return new Peer(in(PartitionState.LEFT, at, "it said goodbye: it was stopped"), deadline, linked, true);
    }

    /** Judges the silence until now. */
    Peer at(Instant now, Patience patience) {
        if (!waiting() || now.isBefore(deadline)) {
            return this;
        }
        if (condition.state() == PartitionState.ALIVE && linked) {
            String reason = "nothing was heard over the link for "
                    + seconds(Duration.between(condition.lastHeard(), now)) + ", where a heartbeat comes every 3 s";
            Instant patienceEnds = deadline.plus(patience.peerTimeout()).minus(patience.suspectAfter());
            return new Peer(in(PartitionState.SUSPECT, now, reason), patienceEnds, true, saidGoodbye);
        }
        String reason = "nothing was heard of it for " + seconds(Duration.between(condition.lastHeard(), now))
                + ": its server is off, or the network between us is cut";
        return new Peer(in(PartitionState.OFFLINE, now, reason), deadline, linked, saidGoodbye);
    }

    /** Grants time in which nobody could have heard the peer; after a clock was set back no time lies in the future. */
    Peer shifted(Duration step) {
        PeerCondition moved = !step.isNegative()
                ? condition
                : new PeerCondition(
                        condition.node(),
                        condition.name(),
                        condition.state(),
                        condition.since().plus(step),
                        condition.lastHeard().plus(step),
                        condition.reason());
        return new Peer(moved, waiting() ? deadline.plus(step) : deadline, linked, saidGoodbye);
    }

    private boolean waiting() {
        return condition.state() == PartitionState.ALIVE || condition.state() == PartitionState.SUSPECT;
    }

    private PeerCondition in(PartitionState state, Instant at, String reason) {
        Instant since = condition.state() == state ? condition.since() : at;
        return new PeerCondition(condition.node(), condition.name(), state, since, condition.lastHeard(), reason);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " s";
    }
}
