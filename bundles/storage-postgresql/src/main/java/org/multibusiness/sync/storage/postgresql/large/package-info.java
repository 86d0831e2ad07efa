/** Values that no service can hold in memory: they stay in the database, and images name them. */
@NullMarked
package org.multibusiness.sync.storage.postgresql.large;

import org.jspecify.annotations.NullMarked;
