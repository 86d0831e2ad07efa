/** The archive for whoever helps: what this node knows of itself, without secrets and without rows of the business. */
@NullMarked
package org.multibusiness.sync.shell.support;

import org.jspecify.annotations.NullMarked;
