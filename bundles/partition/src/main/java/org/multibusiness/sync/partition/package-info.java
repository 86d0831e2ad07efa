/**
 * Turns signs of life into a verdict on every peer: there, suspect, silent or gone, and since when and why. The verdicts are
 * made by pure rules (package {@code rules}); what is here keeps the time, tells the listeners and writes the log.
 */
@NullMarked
package org.multibusiness.sync.partition;

import org.jspecify.annotations.NullMarked;
