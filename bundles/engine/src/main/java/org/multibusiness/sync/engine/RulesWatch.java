package org.multibusiness.sync.engine;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.core.wire.Message;

/**
 * Nodes decide conflicts alike only under equal rules: names the linked peers whose rules are others. Data goes on flowing. Used
 * by the loop's thread only.
 */
final class RulesWatch {
    private final Alarms alarms;
    private final Map<NodeId, String> theirs = new HashMap<>();
    private final Set<NodeId> differing = new HashSet<>();

    RulesWatch(Alarms alarms) {
        this.alarms = alarms;
    }

    void note(NodeId peer, Message message) {
        if (message instanceof Message.Hello hello) {
            theirs.put(peer, hello.rules());
        } else if (message instanceof Message.RulesChanged changed) {
            theirs.put(peer, changed.rules());
        }
    }

    /**
     * Compares.
     *
     * @param ours the fingerprint of our rules; empty when there are none: that is said elsewhere
     * @param linked names of the linked peers
     */
    void look(String ours, Map<NodeId, String> linked, Instant now) {
        for (Map.Entry<NodeId, String> peer : linked.entrySet()) {
            String there = theirs.getOrDefault(peer.getKey(), ours);
            if (!ours.isEmpty() && !there.equals(ours)) {
                differing.add(peer.getKey());
                alarms.raise(topic(peer.getKey()), text(peer.getValue(), peer.getKey(), there.isEmpty()), now);
            } else if (differing.remove(peer.getKey())) {
                alarms.raise(topic(peer.getKey()), "", now);
            }
        }
    }

    private static String topic(NodeId peer) {
        return "rules of " + peer;
    }

    private static String text(String name, NodeId peer, boolean none) {
        return "Node " + name + " (" + peer + ") has " + (none ? "no" : "other") + " conflict rules"
                + (none ? " that could be read" : " than this node")
                + ": the same conflict may end differently here and there. Next: put the same lines into"
                + " etc/org.multibusiness.sync.conflict.cfg at both; then nothing needs to be restarted";
    }
}
