/**
 * The names of causality: nodes, origins, dots, version vectors and hybrid timestamps. Values only; everything else in the
 * product speaks in these terms.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
