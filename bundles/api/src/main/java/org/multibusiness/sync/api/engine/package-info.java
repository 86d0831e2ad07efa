/**
 * What the three faces (shell, HTTP, console) see: one status, the same facts from the same place.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.api.engine;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
