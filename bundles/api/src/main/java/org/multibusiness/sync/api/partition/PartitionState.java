package org.multibusiness.sync.api.partition;

/** What we believe about a peer. */
public enum PartitionState {
    /** It was heard of lately. */
    ALIVE,
    /** It missed several heartbeats. */
    SUSPECT,
    /** It was silent for the whole peer time-out: a partition, or the server is off. */
    OFFLINE,
    /** It said goodbye. */
    LEFT
}
