/**
 * Which discoveries run: carries out {@code SYNC_DISCOVERY} with Karaf's features, once for every value. What an operator installs
 * or uninstalls by hand stays as it is until the value is changed.
 */
@NullMarked
package org.multibusiness.sync.discovery.choice;

import org.jspecify.annotations.NullMarked;
