/** A database in memory that keeps the promises of {@code api.storage}, as storage-postgresql does. */
@NullMarked
package org.multibusiness.sync.simulator.store;

import org.jspecify.annotations.NullMarked;
