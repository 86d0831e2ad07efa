/**
 * Has TLC check the specification of the protocol in {@code docs/protocol/tla}. Part of the build only with the profile
 * {@code model}: it takes minutes, and it changes only when the protocol does.
 */
@NullMarked
package org.multibusiness.sync.core.model;

import org.jspecify.annotations.NullMarked;
