/**
 * The tab <em>Sync</em> of the Felix web console: what a shopkeeper wants to know about this branch and the others, on one
 * page that keeps itself up to date. Java decides what to say, the script in the browser only shows it. Read only.
 */
@NullMarked
package org.multibusiness.sync.webconsole;

import org.jspecify.annotations.NullMarked;
