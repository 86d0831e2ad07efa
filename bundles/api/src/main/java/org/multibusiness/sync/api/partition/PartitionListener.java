package org.multibusiness.sync.api.partition;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears of changed peer states. Called in order, one at a time, first with the current states; must return at once. */
@ConsumerType
public interface PartitionListener {
    /** A peer's state changed. */
    void conditionChanged(PeerCondition condition);
}
