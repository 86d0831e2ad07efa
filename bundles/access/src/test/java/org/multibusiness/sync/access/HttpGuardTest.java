package org.multibusiness.sync.access;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.startsWith;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;

/** The guard in the web server itself, before a page that answers everything. */
public class HttpGuardTest {
    private final List<AuditEvent> recorded = new CopyOnWriteArrayList<>();
    private final Server server = new Server();
    private int port;

    @Before
    public void start() throws Exception {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.addCustomizer(
                new HttpGuard(new Settings(10, Duration.ofMinutes(5), Set.of(), false), new Witness(recorded::add)));
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new AbstractHandler() {
            @Override
            public void handle(String target, Request base, HttpServletRequest request, HttpServletResponse response) {
                base.setHandled(true);
                response.setStatus(request.getRequestURI().contains("none") ? 404 : 200);
            }
        });
        server.start();
        port = connector.getLocalPort();
    }

    @After
    public void stop() throws Exception {
        server.stop();
    }

    private String ask(String line, String... headers) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            String head =
                    line + " HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\n" + String.join("\r\n", headers);
            out.write((head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    public void whoWasRefusedAndWhyIsToldToTheAuditNotWhatHeSent() throws Exception {
        ask("GET /canary", "Host: canary.example");
        ask("GET /canary", "Host: localhost:" + port);
        assertEquals(
                List.of(AuditEvent.of(AuditKind.REQUEST_REFUSED, "127.0.0.1").with("reason", "FOREIGN_HOST")),
                recorded);
    }

    @Test
    public void whatPassesCarriesTheHeadersAlsoWhenThereIsNoSuchPage() throws Exception {
        for (String page : new String[] {"/system/console/bundles", "/none"}) {
            String answer = ask("GET " + page, "Host: localhost:" + port);
            assertThat(answer, startsWith(page.equals("/none") ? "HTTP/1.1 404" : "HTTP/1.1 200"));
            assertThat(answer, containsString("X-Frame-Options: DENY"));
            assertThat(answer, containsString("X-Content-Type-Options: nosniff"));
            assertThat(answer, containsString("Referrer-Policy: same-origin"));
            assertThat(answer, containsString("frame-ancestors 'none'"));
        }
    }

    @Test
    public void aForeignHostAndAForeignPageGetNoPageButTheReason() throws Exception {
        String host = ask("GET /system/console", "Host: evil.example");
        assertThat(host, startsWith("HTTP/1.1 421"));
        assertThat(host, containsString("allowed.hosts"));
        String page = ask("POST /none", "Host: localhost:" + port, "Origin: http://evil.example");
        assertThat(page, startsWith("HTTP/1.1 403"));
        assertThat(page, containsString("X-Content-Type-Options: nosniff"));
    }

    @Test
    public void ourOwnPageMayChangeSomething() throws Exception {
        String own = "localhost:" + port;
        assertThat(ask("POST /x", "Host: " + own, "Origin: http://" + own), startsWith("HTTP/1.1 200"));
    }
}
