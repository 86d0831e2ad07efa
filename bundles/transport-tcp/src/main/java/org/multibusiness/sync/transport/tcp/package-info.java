/**
 * The default {@link org.multibusiness.sync.api.transport.PeerTransport}: TLS 1.3 over TCP with blocking sockets. A branch has a
 * handful of peers, so two threads per link buy code that reads from top to bottom; what matters is that nothing a stranger
 * sends gets further than a fixed, small handshake, and that a slow peer costs a bounded queue.
 *
 * <p>From a socket to a link: {@link org.multibusiness.sync.transport.tcp.ListeningPort} or
 * {@link org.multibusiness.sync.transport.tcp.Dialler}, then {@link org.multibusiness.sync.transport.tcp.Handshake}, then
 * {@link org.multibusiness.sync.transport.tcp.TcpLink}, whose news reach the listeners through
 * {@link org.multibusiness.sync.transport.tcp.Delivery}. The README has the protocol.
 */
@NullMarked
package org.multibusiness.sync.transport.tcp;

import org.jspecify.annotations.NullMarked;
