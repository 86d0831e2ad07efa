/**
 * The doctor: why a branch does not appear, with the evidence for it and the commands that mend it.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.api.doctor;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
