/**
 * The seam for moving bytes between two authenticated nodes.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.api.transport;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
