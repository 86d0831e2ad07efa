/**
 * From evidence to cause: the doctor's ladder. Pure, so that a table of evidence and verdicts tests it. A firewall is named
 * only where the host was shown to be alive by other means than its sync port.
 */
@Export
@Version("1.0.0")
@NullMarked
package org.multibusiness.sync.core.doctor;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
