package org.multibusiness.sync.core.replica;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.core.wire.Message;

/**
 * With whom the log alone does not help any more, because somebody's log begins later than what the other one has: each
 * is told once, and stays on the list until it is over. Not thread-safe.
 */
final class Shortfalls {
    private final Map<NodeId, String> lagging = new TreeMap<>();
    private final Map<NodeId, String> ahead = new TreeMap<>();
    private final Map<NodeId, OriginId> unsafe = new TreeMap<>();
    private final Map<NodeId, String> unsafeTexts = new TreeMap<>();
    private final Map<NodeId, String> parted = new TreeMap<>();

    /** A peer asks for what our log does not hold any more. */
    void cannotServe(NodeId peer, VersionVector floor, List<Effect> effects) {
        note(
                lagging,
                peer,
                "Node " + peer + " needs a full sync: it was away too long, and what it lacks is not in this node's log"
                        + " any more (it begins after " + floor.entries()
                        + "). Nothing is sent to it until then; what it wrote meanwhile stays in its own log.",
                effects);
    }

    /** A peer's log does not hold what we asked for any more. */
    void cannotGet(NodeId peer, VersionVector floor, List<Effect> effects) {
        note(
                ahead,
                peer,
                "This node needs a full sync: it was away too long, and the log of node " + peer + " begins after "
                        + floor.entries()
                        + ". Another node may still have what is missing; if none does, take a full sync from one of"
                        + " them. What was written here meanwhile is kept.",
                effects);
    }

    /** What a node wrote is concurrent with what is not in our log any more: who wins can't be told. */
    void cannotTake(OriginId author, VersionVector floor, List<Effect> effects) {
        unsafe.put(author.node(), author);
        note(
                unsafeTexts,
                author.node(),
                "Changes of node " + author + " are not taken: it wrote them without knowing what is not in this node's"
                        + " log any more (" + floor.entries() + "), so nobody could say which of two changes wins. It"
                        + " needs a full sync; its changes stay in its own log until then.",
                effects);
    }

    /** A peer holds another history than we do, and the log does not say any more where they part. */
    void cannotCompare(Message.Hello peer, Dot first, List<Effect> effects) {
        note(
                parted,
                peer.node(),
                "Node " + peer.name() + " and this node hold two different histories of " + first.origin()
                        + ", from number " + first.sequence()
                        + " on or before: a backup was restored that is older than"
                        + " retention.min, or a server was copied long ago. What came before that is not in both logs any more,"
                        + " so nobody can tell the two apart, and the two nodes exchange nothing. Take a full sync on the"
                        + " one whose database is the older one; what was written there stays in its own log until then.",
                effects);
    }

    private static void note(Map<NodeId, String> notes, NodeId node, String text, List<Effect> effects) {
        if (notes.put(node, text) == null) {
            effects.add(new Effect.Shortfall(text));
        }
    }

    /** The peer was served: it has what it needs. */
    void served(NodeId peer) {
        lagging.remove(peer);
    }

    /** The peer serves us. */
    void got(NodeId peer) {
        ahead.remove(peer);
    }

    /** A peer's histories are ours; and as another origin it starts anew. */
    void met(NodeId peer, OriginId origin) {
        parted.remove(peer);
        if (unsafe.containsKey(origin.node()) && !origin.equals(unsafe.get(origin.node()))) {
            unsafe.remove(origin.node());
            unsafeTexts.remove(origin.node());
        }
    }

    /** Whose transactions are not taken. */
    Set<NodeId> unsafe() {
        return unsafe.keySet();
    }

    /** What an operator should know. */
    List<String> texts() {
        return Stream.of(ahead, lagging, unsafeTexts, parted)
                .flatMap(notes -> notes.values().stream())
                .toList();
    }
}
