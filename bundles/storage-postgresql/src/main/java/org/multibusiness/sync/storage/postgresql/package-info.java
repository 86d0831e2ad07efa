/**
 * The storage seam on PostgreSQL: the components that the container sees. The work is done in the packages below.
 */
@NullMarked
package org.multibusiness.sync.storage.postgresql;

import org.jspecify.annotations.NullMarked;
