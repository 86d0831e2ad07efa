/** What the tests of several modules share. No bundle, and in no assembly. */
@NullMarked
package org.multibusiness.sync.testkit;

import org.jspecify.annotations.NullMarked;
