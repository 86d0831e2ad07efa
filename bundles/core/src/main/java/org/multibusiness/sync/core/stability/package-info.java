/**
 * Who holds what, as far as it is known here, and what follows from it: which transactions can never meet anything concurrent
 * again, and how much of a row's history is needed no more. Acknowledgements are passed on from node to node, because in a
 * line the far end is nobody's peer but one's.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.core.stability;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
