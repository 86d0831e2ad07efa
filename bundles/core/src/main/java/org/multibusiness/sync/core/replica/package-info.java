/** The replication state machine: events in, effects out. One thread owns it; it reads no clock and draws no random number. */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.core.replica;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
