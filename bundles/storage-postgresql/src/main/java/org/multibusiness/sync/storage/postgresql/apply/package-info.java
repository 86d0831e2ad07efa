/**
 * Makes received transactions part of this database. A batch is planned without side effects, written to the tables set by
 * set, logged, and committed as one; what the database refuses falls back to smaller steps until only the offender is left,
 * which is parked. A row that was changed concurrently becomes what resolution makes of its logged history, so that all nodes
 * come to the same row in whatever order they learn of the changes.
 */
@NullMarked
package org.multibusiness.sync.storage.postgresql.apply;

import org.jspecify.annotations.NullMarked;
