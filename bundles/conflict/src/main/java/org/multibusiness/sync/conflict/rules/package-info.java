/** Which policy decides what: the configuration, read, checked, and laid upon the tables. */
@NullMarked
package org.multibusiness.sync.conflict.rules;

import org.jspecify.annotations.NullMarked;
