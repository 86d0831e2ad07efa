/**
 * Peers that the operator names, in the configuration or from the shell: the way that works where multicast doesn't, across
 * routers and VPNs. The predecessor had none, and it was its undoing. Names are passed on unresolved: an address behind a name
 * may change, and the transport resolves at each dial.
 */
@NullMarked
package org.multibusiness.sync.discovery.manual;

import org.jspecify.annotations.NullMarked;
