package org.multibusiness.sync.access;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Host and port, as a Host header or an origin says them.
 *
 * @param host in lower case, without brackets and without a last dot
 * @param port -1 when none was said
 */
record Authority(String host, int port) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** Of a Host header; empty when it is none. */
    static Optional<Authority> ofHost(String header) {
        return of("http://" + header).filter(found -> !header.contains("/"));
    }

    /** Of an Origin or a Referer, with the port that its scheme means; empty when it has no host ({@code null} has none). */
    static Optional<Authority> ofUrl(String url) {
        int usual = url.startsWith("https:") ? HTTPS : HTTP;
        return of(url).map(found -> found.port < 0 ? new Authority(found.host, usual) : found);
    }

    private static Optional<Authority> of(String url) {
        try {
            URI uri = new URI(url);
            String host = uri.getHost();
            if (host == null || uri.getUserInfo() != null) {
                return Optional.empty();
            }
            String bare = host.toLowerCase(Locale.ROOT).replaceAll("^\\[|\\.?]?$", "");
            return Optional.of(new Authority(bare, uri.getPort()));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether a page of this origin talks to itself when it talks to the host.
     *
     * @param asked the request's Host; without a port it means the one that is usual for the origin's scheme
     * @param origin what {@link #ofUrl} made of the origin
     * @param originUrl the origin
     */
    static boolean same(Authority asked, Authority origin, String originUrl) {
        int port = asked.port >= 0 ? asked.port : originUrl.startsWith("https:") ? HTTPS : HTTP;
        return asked.host.equals(origin.host) && port == origin.port;
    }
}
