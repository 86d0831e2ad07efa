/**
 * Clusters of the production core in a simulated world: time, network, disks, clocks and users are scripted, one seed gives one
 * story, and a ledger that knows every change judges what comes of it.
 */
@NullMarked
package org.multibusiness.sync.simulator;

import org.jspecify.annotations.NullMarked;
