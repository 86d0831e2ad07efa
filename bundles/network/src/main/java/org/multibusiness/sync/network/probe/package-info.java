/**
 * Asks the network and the system for the doctor: does a port answer, is a host alive, who holds a port here. What the system's
 * tools print is read by pure functions.
 */
@NullMarked
package org.multibusiness.sync.network.probe;

import org.jspecify.annotations.NullMarked;
