/**
 * What stands between a person and this node's shell and console. Karaf has the doors: SSH, web console, one realm for both. It
 * exists because these doors, as they come, let a page of another site act with the operator's login, let anybody guess
 * passwords without end, forward any port, and keep passwords readable.
 */
@NullMarked
package org.multibusiness.sync.access;

import org.jspecify.annotations.NullMarked;
