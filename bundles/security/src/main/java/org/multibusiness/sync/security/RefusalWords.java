package org.multibusiness.sync.security;

import org.multibusiness.sync.api.NodeId;

/** Why a node is not let in, and what to do about it. */
final class RefusalWords {
    private RefusalWords() {}

    static String otherKey(NodeId peer) {
        return "The other end (node " + peer
                + ") has another registration key. Give both servers the same one: copy etc/sync.key, or set SYNC_REGISTRATION_KEY"
                + " to the same value. If they have the same, somebody sits between the two.";
    }

    /** We are the ones who were away. */
    static String missedRotation(NodeId peer, Marks.Missed missed, RingKey ours) {
        return "The registration key was rotated on " + missed.date() + " (fingerprint " + missed.fingerprint()
                + ") while this node was away, and its own, former one (" + ours.fingerprint()
                + ") is not accepted any more; so says node " + peer
                + ". Next, here: copy etc/sync.key from another server over the one here (if SYNC_REGISTRATION_KEY is set, set it to what"
                + " is in that file), then restart this service. What was changed here meanwhile is kept and sent then.";
    }

    /** The other end was away. */
    static String peerMissedRotation(NodeId peer, RingKey ours) {
        return "Node " + peer + " has the former registration key: the key was rotated on " + ours.date()
                + " (fingerprint " + ours.fingerprint() + ") while that node was away, and the grace period is over."
                + " Next, over there: copy etc/sync.key from here over the one there (if SYNC_REGISTRATION_KEY is set, set it to what is"
                + " in that file), then restart the service there.";
    }

    static String otherPin(NodeId peer) {
        return "Node " + peer
                + " is known here with another public key, and is not admitted with this one. If its identity was replaced"
                + " on purpose, remove its line from data/sync/identity/pins and restart this service; if not, somebody"
                + " plays this node.";
    }

    static String revoked(NodeId peer, RevocationRecord record) {
        return "Node " + peer + " was revoked by node " + record.signer().id() + " on " + RingKey.date(record.at())
                + " and is not let in again. If that server is to come back: stop it, take data/sync/identity away there, set"
                + " node.adopt-log = " + peer + " in its etc/org.multibusiness.sync.engine.cfg, give it the present"
                + " etc/sync.key, and start it; it comes back as a new node.";
    }
}
