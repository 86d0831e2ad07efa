/**
 * The rules by which a peer is believed to be there or not: a state machine without clock, thread or I/O, so that a table of
 * events and times tests it.
 */
@NullMarked
package org.multibusiness.sync.partition.rules;

import org.jspecify.annotations.NullMarked;
