/**
 * Finds peers on the own network by the predecessor's presence messages: the same multicast group, port and JSON fields, so
 * that old nodes are seen, with additions that an old reader ignores and that prove who wrote a message and when.
 *
 * <p>A presence message is a hint where to dial, never trust. It comes from anybody on the network: so its length, depth and
 * rate are limited, its claims fill bounded tables, and whatever is refused is counted by reason and shown.
 */
@NullMarked
package org.multibusiness.sync.discovery.multicast;

import org.jspecify.annotations.NullMarked;
