/**
 * The seam for knowing who can hear whom.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.api.partition;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
