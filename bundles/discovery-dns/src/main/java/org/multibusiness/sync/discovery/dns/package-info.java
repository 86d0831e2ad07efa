/**
 * Finds peers by the records of a domain that the operator configured: SRV, else TXT, else addresses. The way for branches across
 * the internet with a domain of their own; a changed record is followed when its time to live is over.
 *
 * <p>Who controls the domain, or the way to the name server, says where to dial, and nothing more: the handshake there proves who
 * it is.
 */
@NullMarked
package org.multibusiness.sync.discovery.dns;

import org.jspecify.annotations.NullMarked;
