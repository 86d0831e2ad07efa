/**
 * The seam for finding peers: any number of providers offer candidates, the directory merges them.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.api.discovery;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
