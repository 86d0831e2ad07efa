/**
 * Records what users write: generates and installs the triggers, and reads what they could not decide.
 */
@NullMarked
package org.multibusiness.sync.storage.postgresql.capture;

import org.jspecify.annotations.NullMarked;
