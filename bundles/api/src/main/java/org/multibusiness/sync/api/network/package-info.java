/**
 * The seam for knowing this host's interfaces and addresses.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.api.network;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
