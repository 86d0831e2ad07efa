package org.multibusiness.sync.api.discovery;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears what discoveries find. Calls come from any discovery's threads, in order per discovery; they must return at once. */
@ConsumerType
public interface CandidateListener {
    /** A peer was heard of, again or with news. Called for each announcement. */
    void candidateSeen(String discovery, PeerCandidate candidate);

    /** A peer said goodbye or was removed by the operator; or it was not heard of for the peer time-out. */
    void candidateGone(String discovery, PeerCandidate candidate, boolean saidGoodbye);
}
