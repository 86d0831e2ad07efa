/**
 * What the database's catalogue says about tables, and the registry of the layouts that images in the log refer to.
 */
@NullMarked
package org.multibusiness.sync.storage.postgresql.catalog;

import org.jspecify.annotations.NullMarked;
