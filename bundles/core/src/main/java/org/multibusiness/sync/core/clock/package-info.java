/** Time as a value: hybrid logical clocks. */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.core.clock;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
