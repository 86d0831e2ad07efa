/**
 * Finds peers by DNS-SD: every node is a service of type {@code _multibiz-sync._tcp}, seen by Avahi, Bonjour and their browsers.
 *
 * <p>What is found is a claim of whoever answered: it says where to dial, and the handshake there proves who it is. So claims
 * fill a bounded table, and are never told as authentic.
 */
@NullMarked
package org.multibusiness.sync.discovery.mdns;

import org.jspecify.annotations.NullMarked;
