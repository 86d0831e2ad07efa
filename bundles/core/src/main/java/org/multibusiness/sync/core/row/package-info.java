/** What a row is, as a function of the changes known about it. */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.core.row;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
