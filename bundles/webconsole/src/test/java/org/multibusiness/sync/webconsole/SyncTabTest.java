package org.multibusiness.sync.webconsole;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.servlet.ServletException;
import org.junit.Test;

public class SyncTabTest {
    private final SyncTab tab = new SyncTab();

    @Test
    public void dataIsJsonThatNobodyMayKeepOrTakeForSomethingElse() throws IOException, ServletException {
        tab.engine = new FakeSyncEngine();
        Exchange exchange = new Exchange("GET", "/sync/data.json");

        String body = exchange.send(tab);

        assertEquals(
                "Bakery West",
                new ObjectMapper().readTree(body).at("/status/nodeName").textValue());
        assertEquals("application/json", exchange.headers.get("Content-Type"));
        assertEquals("UTF-8", exchange.headers.get("charset"));
        assertEquals("no-store", exchange.headers.get("Cache-Control"));
        assertEquals("nosniff", exchange.headers.get("X-Content-Type-Options"));
    }

    @Test
    public void whoDidNotComeThroughTheConsoleGetsNothing() throws IOException, ServletException {
        tab.engine = new FakeSyncEngine();
        Exchange exchange = new Exchange("GET", "/sync/data.json", null);

        assertEquals("", exchange.send(tab));
        assertEquals(403, exchange.status);
    }

    @Test
    public void nothingCanBeChanged() throws IOException, ServletException {
        for (String method : List.of("POST", "PUT", "DELETE", "TRACE")) {
            Exchange exchange = new Exchange(method, "/sync");

            exchange.send(tab);

            assertEquals(405, exchange.status);
            assertEquals("GET, HEAD", exchange.headers.get("Allow"));
        }
    }

    @Test
    public void pageLoadsStyleAndScriptOfItsOwnContentFromTheConsoleOnly() throws IOException, ServletException {
        String page = new Exchange("GET", "/sync").send(tab);

        assertTrue(page, page.contains("data-root=\"/system/console/sync\""));
        Matcher loaded = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page);
        assertEquals(
                List.of("/system/console/sync/res/sync.css", "/system/console/sync/res/sync.js"),
                loaded.results()
                        .map(match -> match.group(1).replaceAll("\\?[0-9a-f]+$", ""))
                        .toList());
        assertFalse("no placeholder is left", page.contains("@"));
    }

    @Test
    public void hostileRootStaysInsideItsAttribute() throws IOException, ServletException {
        String page = new Exchange("GET", "/sync", "\"><script>alert(1)</script>").send(tab);

        assertFalse(page.contains("<script>alert"));
    }

    @Test
    public void onlyStyleAndScriptAreServedAsFiles() {
        assertNotNull(tab.getResource("/sync/res/sync.css"));
        assertNotNull(tab.getResource("/sync/res/sync.js"));
        for (String path : List.of(
                "/sync/res/sync.html",
                "/sync/res/SyncTab.class",
                "/sync/res/../../META-INF/MANIFEST.MF",
                "/sync/res/",
                "/sync/data.json",
                "/sync",
                "/res/sync.js")) {
            assertNull(path, tab.getResource(path));
        }
    }

    @Test
    public void unknownPathIsNotFound() throws IOException, ServletException {
        Exchange exchange = new Exchange("GET", "/sync/other.json");

        exchange.send(tab);

        assertEquals(404, exchange.status);
    }

    @Test
    public void scriptNeverTurnsTextIntoMarkupAndNothingComesFromElsewhere() throws IOException {
        for (String file : List.of("/sync/res/sync.js", "/sync/res/sync.css")) {
            String text = read(Objects.requireNonNull(tab.getResource(file), file));

            for (String forbidden : List.of(
                    "innerHTML",
                    "outerHTML",
                    "insertAdjacentHTML",
                    "document.write",
                    "eval(",
                    "http:",
                    "https:",
                    "@import",
                    "url(")) {
                assertFalse(file + " has " + forbidden, text.contains(forbidden));
            }
        }
    }

    private static String read(URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
