package org.multibusiness.sync.webconsole;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/** A fake request and the answer it gets; every call that the tab is not known to make fails the test. */
final class Exchange {
    final Map<String, String> headers = new HashMap<>();
    int status = HttpServletResponse.SC_OK;

    private final String method;
    private final String path;
    private final @Nullable String root;
    private final StringWriter body = new StringWriter();

    /** A request that the console let in, with this method for this path. */
    Exchange(String method, String path) {
        this(method, path, "/system/console/sync");
    }

    /** A request with this plugin root; null when it did not come through the console. */
    Exchange(String method, String path, @Nullable String root) {
        this.method = method;
        this.path = path;
        this.root = root;
    }

    String send(SyncTab tab) throws IOException, ServletException {
        tab.service(proxy(HttpServletRequest.class, this::request), proxy(HttpServletResponse.class, this::response));
        return body.toString();
    }

    private @Nullable Object request(String name, Object[] arguments) {
        return switch (name) {
            case "getMethod" -> method;
            case "getPathInfo" -> path;
            case "getAttribute" -> arguments[0].equals("felix.webconsole.pluginRoot") ? root : null;
            default -> throw new AssertionError("unexpected request." + name);
        };
    }

    private @Nullable Object response(String name, Object[] arguments) {
        switch (name) {
            case "setHeader" -> headers.put((String) arguments[0], (String) arguments[1]);
            case "setContentType" -> headers.put("Content-Type", (String) arguments[0]);
            case "setCharacterEncoding" -> headers.put("charset", (String) arguments[0]);
            case "sendError" -> status = (Integer) arguments[0];
            case "getWriter" -> {
                return new PrintWriter(body);
            }
            default -> throw new AssertionError("unexpected response." + name);
        }
        return null;
    }

    private interface Answers {
        @Nullable
        Object to(String name, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (Object self, Method called, Object @Nullable [] arguments) ->
                        answers.to(called.getName(), arguments == null ? new Object[0] : arguments)));
    }
}
