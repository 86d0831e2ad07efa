/**
 * Keeps our own tables up to date and says which of the user's tables fit between two databases. Liquibase is packed into
 * this bundle and appears nowhere else, so it can be replaced without anybody noticing.
 */
@NullMarked
package org.multibusiness.sync.schema;

import org.jspecify.annotations.NullMarked;
