/**
 * The node in the Karaf shell: commands {@code sync:*}. Each command asks one service, then prints either JSON for scripts
 * or words for people that end with what to do next. The commands are there also when the engine is not, and then say so.
 */
@NullMarked
package org.multibusiness.sync.shell;

import org.jspecify.annotations.NullMarked;
