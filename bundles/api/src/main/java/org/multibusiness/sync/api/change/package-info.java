/**
 * What was written: tables and their layouts, rows, and source transactions.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.api.change;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
