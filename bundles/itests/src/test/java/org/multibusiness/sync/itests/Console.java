package org.multibusiness.sync.itests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.multibusiness.sync.demo.Branch;

/**
 * Karaf's web console, as the operator's browser uses it: a click on a feature is {@code feature:install} or {@code
 * feature:uninstall} without a shell that takes seconds to start.
 */
final class Console {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Branch branch;
    private final String root;

    Console(Branch branch) {
        this.branch = branch;
        this.root = "http://127.0.0.1:" + branch.ports().http() + "/system/console/";
    }

    void install(String feature) throws Exception {
        change("installFeature", feature);
    }

    void uninstall(String feature) throws Exception {
        change("uninstallFeature", feature);
    }

    /** The page answers after the change, and says nothing when it failed: so callers wait for what they wanted. */
    private void change(String action, String feature) throws Exception {
        send(request("features")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "action=" + action + "&feature=" + feature + "&version=1.0.0"))
                .header("Content-Type", "application/x-www-form-urlencoded"));
    }

    /** Of each component of a bundle's package that has a configuration: its id, which Declarative Services gives once. */
    Map<String, String> components(String inPackage) throws Exception {
        Map<String, String> ids = new TreeMap<>();
        for (JsonNode component :
                JSON.readTree(send(request("components.json").GET())).get("data")) {
            if (component.get("name").asText().startsWith(inPackage)) {
                ids.put(component.get("name").asText(), component.get("id").asText());
            }
        }
        return ids;
    }

    private HttpRequest.Builder request(String page) throws IOException {
        String login = "admin:" + branch.password();
        return HttpRequest.newBuilder(URI.create(root + page))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                .timeout(PATIENCE);
    }

    private static String send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 400) {
            throw new IOException(answer.uri() + " answered " + answer.statusCode());
        }
        return answer.body();
    }
}
