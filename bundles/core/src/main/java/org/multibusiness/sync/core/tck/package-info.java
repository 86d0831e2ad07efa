/**
 * The laws that every conflict policy must hold, ours and users' own, as a test that needs no test framework: a policy that
 * breaks one makes branches differ for ever. Not used in production.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.core.tck;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
