/**
 * The log of source transactions: numbering, reading, and who holds it.
 */
@NullMarked
package org.multibusiness.sync.storage.postgresql.log;

import org.jspecify.annotations.NullMarked;
