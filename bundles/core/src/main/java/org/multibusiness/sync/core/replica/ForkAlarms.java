package org.multibusiness.sync.core.replica;

import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.core.wire.Message;

/** What the operator hears when a node's history turns out to be there twice. */
final class ForkAlarms {
    private static final String WHAT_TO_DO =
            " Next: nothing, if a backup was restored on purpose. If that server was copied and both run, give the copy an"
                    + " identity of its own (README of the engine, \"A copied server\").";

    private ForkAlarms() {}

    /** A peer holds more of our own origin than our database. */
    static Effect restored(Identity self, Message.Hello hello, VersionVector theirs, VersionVector held) {
        return new Effect.Alarm(
                topic(self.node()),
                "Node " + hello.name() + " holds newer changes of this node than this node's own database ("
                        + theirs.sequence(self.origin()) + " to " + held.sequence(self.origin())
                        + "): the database was restored from a backup or is a copy. Nothing is lost: this node writes on under"
                        + " a new origin, and fetches from the others what its database lacks." + WHAT_TO_DO);
    }

    /** Two histories go by one origin. */
    static List<Effect> of(Identity self, Message.Hello hello, List<Comparison.Fork> forks) {
        return forks.stream()
                .<Effect>map(
                        fork -> new Effect.Alarm(topic(fork.origin().node()), text(self, hello, fork) + WHAT_TO_DO))
                .toList();
    }

    private static String text(Identity self, Message.Hello hello, Comparison.Fork fork) {
        String whose = fork.origin().node().equals(self.node())
                ? "this node"
                : "node " + fork.origin().node();
        return "Node " + hello.name() + " holds other changes of " + whose + " (" + fork.origin()
                + ") than this node's database, from number " + (fork.common() + 1) + " on: the database of " + whose
                + " was restored from a backup or copied, and both lives have written. Nothing is lost: the younger ones go on"
                + " under an origin of their own, and where both changed the same row it is an ordinary conflict.";
    }

    private static String topic(NodeId node) {
        return "fork of " + node;
    }
}
