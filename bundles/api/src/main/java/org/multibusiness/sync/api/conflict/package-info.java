/**
 * The seam for conflict policies: candidates in, one decision out, and the record of what was decided and why.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.api.conflict;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
