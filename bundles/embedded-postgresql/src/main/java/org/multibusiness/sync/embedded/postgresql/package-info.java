/**
 * A PostgreSQL of its own for a branch that has none: unpacked, started, watched and stopped by this bundle, so that
 * a fresh machine needs nothing but Java. Started by this code and not by a library, because those are made for tests:
 * they switch {@code fsync} off, trust every local user and remove what a crash left behind.
 */
@NullMarked
package org.multibusiness.sync.embedded.postgresql;

import org.jspecify.annotations.NullMarked;
