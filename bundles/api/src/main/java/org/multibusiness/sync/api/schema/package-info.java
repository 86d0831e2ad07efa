/**
 * The seam for schema versions: our own tables' changelog, and what can flow between two databases.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.api.schema;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
