package org.multibusiness.sync.api.storage;

import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.change.ChangeTransaction;

/**
 * How much of a large transaction is kept of what one node told.
 *
 * @param header the transaction without its changes
 * @param teller who sent the parts
 * @param tellerStart which run of the teller that was: parts of two runs don't fit together
 * @param place where the next part begins in the teller's log
 * @param complete whether all parts are kept
 */
public record StagedPart(ChangeTransaction header, NodeId teller, long tellerStart, long place, boolean complete) {}
