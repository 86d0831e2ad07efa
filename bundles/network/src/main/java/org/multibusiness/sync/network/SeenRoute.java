package org.multibusiness.sync.network;

/**
 * The default route as the operating system shows it.
 *
 * @param source our address of what is sent that way
 * @param gateway the router, literal; empty when the system does not tell
 */
record SeenRoute(String source, String gateway) {}
