/**
 * The seam for conflict policies: a contest in, one decision out; the rules that say which policy decides what; and the record
 * of what was decided and why.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.api.conflict;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
