/**
 * How PostgreSQL writes things: identifiers, rows as text, keys, errors, session settings. Knows nothing of syncing.
 */
@NullMarked
package org.multibusiness.sync.storage.postgresql.sql;

import org.jspecify.annotations.NullMarked;
