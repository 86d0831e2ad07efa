package org.multibusiness.sync.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.osgi.service.component.AnyService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Stands before every page of the web server: Karaf's, Felix's and ours, those that do not exist, and those that are added later.
 * Jetty asks it before it looks for a page, and so before anybody is asked for a password. Called by the server's threads, several
 * at once.
 */
@Component(service = HttpConfiguration.Customizer.class, configurationPid = AccessConfig.PID)
public final class HttpGuard implements HttpConfiguration.Customizer {
    private static final String WEB_SERVER = "(objectClass=org.ops4j.pax.web.service.spi.ServerControllerFactory)";
    private static final String CONSOLE = "/system/console";

    /** The console's pages have scripts inside, and its table sorter evaluates text; but nothing from or to elsewhere. */
    private static final String CONSOLE_POLICY =
            "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self'"
                    + " 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final String POLICY =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** With no-referrer, browsers would send the console's own forms with the origin "null". */
    private static final Map<String, String> HEADERS = Map.of(
            "X-Frame-Options", "DENY",
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin");

    private final OwnNames names;
    private final boolean plainHttp;
    private final RefusalLog log;
    private final Clock clock = Clock.systemUTC();

    /**
     * Called by the container.
     *
     * @param webServer not used, but it must be there: Pax Web 8.0.34 fails to start when a guard waits for it
     */
    @Activate
    public HttpGuard(
            @Reference(service = AnyService.class, target = WEB_SERVER) Object webServer,
            AccessConfig config,
            @Reference Witness witness) {
        this(Settings.from(config), witness);
    }

    HttpGuard(Settings settings, Witness witness) {
        this.log = new RefusalLog(witness);
        this.names = OwnNames.ofThisComputer(settings.hosts());
        this.plainHttp = settings.plainHttp();
    }

    @Override
    public void customize(Connector connector, HttpConfiguration configuration, Request request) {
        Response response = request.getResponse();
        HEADERS.forEach(response::setHeader);
        String path = Optional.ofNullable(request.getPathInfo()).orElse("");
        response.setHeader("Content-Security-Policy", path.startsWith(CONSOLE) ? CONSOLE_POLICY : POLICY);
        visit(request).refusal(names, plainHttp).ifPresent(refusal -> refuse(request, response, refusal));
    }

    private static Visit visit(Request request) {
        InetSocketAddress local = request.getHttpChannel().getLocalAddress();
        return new Visit(
                request.getMethod(),
                header(request, "Host"),
                header(request, "Origin").or(() -> header(request, "Referer")),
                header(request, "Sec-Fetch-Site"),
                header(request, "Sec-Fetch-Mode"),
                request.isSecure(),
                local == null || local.getAddress() == null ? InetAddress.getLoopbackAddress() : local.getAddress());
    }

    private static Optional<String> header(Request request, String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    private void refuse(Request request, Response response, Refusal refusal) {
        request.setHandled(true);
        log.refused(refusal, request, clock.instant());
        response.setStatus(refusal.status());
        response.setHeader("Connection", "close");
        response.setContentType("text/plain;charset=utf-8");
        try {
            response.getOutputStream().write((refusal.advice() + "\n").getBytes(StandardCharsets.UTF_8));
            response.closeOutput();
        } catch (IOException e) {
            throw new UncheckedIOException("whoever was refused is gone", e);
        }
    }
}
