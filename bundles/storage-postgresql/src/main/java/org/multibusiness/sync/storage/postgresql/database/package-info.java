/**
 * Where the database is, the pool of connections to it, and whether it is fit for us.
 */
@NullMarked
package org.multibusiness.sync.storage.postgresql.database;

import org.jspecify.annotations.NullMarked;
