/** The conflict policies that come with the product. Each is one service; a user's own stand beside them. */
@NullMarked
package org.multibusiness.sync.conflict;

import org.jspecify.annotations.NullMarked;
