/**
 * The node's loop. It owns no algorithm (those are in core) and no I/O (that is the providers'): it carries events from
 * providers to the replica and the replica's effects to providers, and survives any provider's coming and going.
 */
@NullMarked
package org.multibusiness.sync.engine;

import org.jspecify.annotations.NullMarked;
