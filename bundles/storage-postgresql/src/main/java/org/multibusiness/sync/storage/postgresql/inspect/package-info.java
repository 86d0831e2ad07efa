/** Looks into the log, the journal and the node registry for people. */
@NullMarked
package org.multibusiness.sync.storage.postgresql.inspect;

import org.jspecify.annotations.NullMarked;
