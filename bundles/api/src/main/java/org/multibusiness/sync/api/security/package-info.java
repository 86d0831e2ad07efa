/**
 * The seam for identity and admission: who we are, and who may come in.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.api.security;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
