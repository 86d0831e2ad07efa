package org.multibusiness.sync.access;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/**
 * What the guard looks at in a request.
 *
 * @param method GET, POST …
 * @param host the Host header
 * @param origin the Origin header, or else the Referer
 * @param site Sec-Fetch-Site: how page and server are related, as the browser sees it
 * @param mode Sec-Fetch-Mode: {@code navigate} when a person opens a page
 * @param secure whether it came over TLS
 * @param local the address of this server that it came to
 */
record Visit(
        String method,
        Optional<String> host,
        Optional<String> origin,
        Optional<String> site,
        Optional<String> mode,
        boolean secure,
        InetAddress local) {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    /** Why it is refused, by the first rule that it breaks; empty when it may pass. */
    Optional<Refusal> refusal(OwnNames names, boolean plainHttp) {
        Optional<Authority> asked = host.flatMap(Authority::ofHost);
        if (!secure && !plainHttp && !local.isLoopbackAddress()) {
            return Optional.of(Refusal.PLAIN_HTTP);
        }
        if (asked.filter(name -> names.isOurs(name.host(), local)).isEmpty()) {
            return Optional.of(Refusal.FOREIGN_HOST);
        }
        return isForeign(asked.orElseThrow()) ? Optional.of(Refusal.FOREIGN_PAGE) : Optional.empty();
    }

    /** A link on another page may be followed, as from an e-mail; nothing else may come from another page. */
    private boolean isForeign(Authority asked) {
        boolean reads = READING.contains(method);
        boolean opens = reads && mode.map("navigate"::equals).orElse(true);
        boolean foreignOrigin = origin.isPresent()
                && !origin.flatMap(Authority::ofUrl)
                        .filter(from -> Authority.same(asked, from, origin.orElseThrow()))
                        .isPresent();
        boolean foreignSite = site.isPresent() && !OWN_SITE.contains(site.orElseThrow());
        return !opens && (foreignOrigin || foreignSite);
    }
}
