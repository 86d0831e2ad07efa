package org.multibusiness.sync.webconsole;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.zip.CRC32;
import javax.servlet.Servlet;
import javax.servlet.ServletConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.engine.SyncEngine;
import org.multibusiness.sync.api.engine.SyncInspection;
import org.multibusiness.sync.api.engine.SyncOperations;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The tab. The console puts its frame around {@code /sync}, passes {@code /sync/data.json} through, and takes script and
 * style from {@link #getResource}. Thread-safe.
 */
@Component(
        service = Servlet.class,
        property = {"felix.webconsole.label=sync", "felix.webconsole.title=Sync", "felix.webconsole.category=Sync"})
public final class SyncTab implements Servlet {
    private static final String RESOURCES = "/sync/res/";
    private static final Set<String> FILES = Set.of("logo.svg", "sync.css", "sync.js");

    /** Set by the console on every request that it let in. */
    private static final String ROOT = "felix.webconsole.pluginRoot";

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SyncEngine engine;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SyncOperations operations;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SyncInspection inspection;

    private volatile @Nullable ServletConfig config;
    private final String page = page();

    /** Called by the console through reflection: the file under this path of the tab, or null when there is none. */
    public @Nullable URL getResource(String path) {
        if (!path.startsWith(RESOURCES)) {
            return null;
        }
        String file = path.substring(RESOURCES.length());
        return FILES.contains(file) ? SyncTab.class.getResource(file) : null;
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            throw new ServletException("the Sync tab speaks HTTP only");
        }
        if (!(http.getAttribute(ROOT) instanceof String root)) {
            answer.sendError(HttpServletResponse.SC_FORBIDDEN, "The Sync tab answers inside the web console only.");
        } else if (!Set.of("GET", "HEAD").contains(http.getMethod())) {
            answer.setHeader("Allow", "GET, HEAD");
            answer.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED, "The Sync tab changes nothing.");
        } else {
            answer(http, answer, root);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, String root) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        String path = request.getPathInfo();
        if (path == null || path.equals("/sync") || path.equals("/sync/")) {
            response.setContentType("text/html");
            response.getWriter().print(page.replace("@root@", attribute(root)));
        } else if (path.equals("/sync/data.json")) {
            response.setContentType("application/json");
            Dashboard.of(engine, operations, inspection, Instant.now()).writeTo(response.getWriter());
        } else {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    /**
     * The page, with script and style under a name that changes with their content: the console lets browsers keep them for
     * weeks, because every build stamps its files with the same time.
     */
    private static String page() {
        CRC32 content = new CRC32();
        FILES.stream().sorted().forEach(file -> content.update(bytes(file)));
        return new String(bytes("sync.html"), StandardCharsets.UTF_8)
                .replace("@content@", Long.toHexString(content.getValue()));
    }

    private static byte[] bytes(String file) {
        try (InputStream in = SyncTab.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing in the bundle");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " can't be read from the bundle", e);
        }
    }

    private static String attribute(String text) {
        return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }

    @Override
    public void init(ServletConfig newConfig) {
        config = newConfig;
    }

    @Override
    public @Nullable ServletConfig getServletConfig() {
        return config;
    }

    @Override
    public String getServletInfo() {
        return "Multi-Business Sync: the Sync tab";
    }

    @Override
    public void destroy() {
        // Nothing is held.
    }
}
