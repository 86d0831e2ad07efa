/**
 * The record of who did what to this node. It exists because a log can be edited: here every line holds the hash of the one before
 * it and a code under this node's key, and the end is sealed apart, so that what was changed, removed or cut off is found.
 */
@NullMarked
package org.multibusiness.sync.audit;

import org.jspecify.annotations.NullMarked;
