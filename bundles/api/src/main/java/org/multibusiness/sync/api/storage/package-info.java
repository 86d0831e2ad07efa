/**
 * The seam between the engine and a database: capture, log, apply. A provider speaks SQL; nobody else does.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.api.storage;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
