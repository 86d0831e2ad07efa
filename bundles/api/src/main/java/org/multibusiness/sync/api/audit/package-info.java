/**
 * The record of who did what to this node: written by whoever knows of it, read and checked by administrators.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.api.audit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
