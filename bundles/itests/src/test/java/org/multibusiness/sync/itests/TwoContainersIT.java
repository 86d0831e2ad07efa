package org.multibusiness.sync.itests;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Test;
import org.multibusiness.sync.demo.Branch;
import org.multibusiness.sync.demo.Cluster;
import org.multibusiness.sync.demo.Sql;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.spi.PaxExamRuntime;

/** Two Pax Exam containers of the assembled distribution, driven from outside: one fault, equal rows. */
public class TwoContainersIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path work = Distribution.work(TwoContainersIT.class);
    private final List<TestContainer> containers = new ArrayList<>();

    @After
    public void stopEverything() {
        Collections.reverse(containers);
        containers.forEach(TestContainer::stop);
    }

    @Test
    public void aCrashOfOneDatabaseLosesNothingAndBothHoldEqualRowsAgain() throws Exception {
        String key = Cluster.key();
        int multicast = Cluster.multicastPort();
        Branch.Ports a = start("pax-a", key, multicast);
        Branch.Ports b = start("pax-b", key, multicast);
        awaitHealthy(a);
        awaitHealthy(b);

        try (Sql atA = sql("pax-a")) {
            atA.run("CREATE TABLE stock (sku text PRIMARY KEY, quantity int NOT NULL, \"lastSold\" timestamptz)");
            try (Sql atB = sql("pax-b")) {
                atB.run("CREATE TABLE stock (sku text PRIMARY KEY, quantity int NOT NULL, \"lastSold\" timestamptz)");
            }
            atA.run("INSERT INTO stock SELECT 'sku-' || n, n, now() FROM generate_series(1, 100) n");
            awaitCount("pax-b", 100);

            crashDatabase("pax-b");
            atA.run("INSERT INTO stock SELECT 'late-' || n, n, NULL FROM generate_series(1, 50) n");
            atA.run("UPDATE stock SET quantity = quantity + 1 WHERE sku LIKE 'sku-1%'");
            atA.run("DELETE FROM stock WHERE sku = 'sku-7'");
            awaitCount("pax-b", 149);
            try (Sql atB = sql("pax-b")) {
                atB.run("UPDATE stock SET quantity = 0 WHERE sku = 'sku-8'");
            }
            await().atMost(PATIENCE).until(() -> digests("pax-a").equals(digests("pax-b")));
            assertEquals("0", atA.value("SELECT quantity FROM stock WHERE sku = 'sku-8'"));
        }
    }

    private Branch.Ports start(String name, String key, int multicast) throws IOException {
        Branch.Ports ports = Branch.Ports.free();
        TestContainer container = PaxExamRuntime.createContainer(
                PaxExamRuntime.createTestSystem(Containers.branch(name, work.resolve(name), ports, key, multicast)));
        containers.add(container);
        container.start();
        return ports;
    }

    private static void awaitHealthy(Branch.Ports ports) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> HTTP.send(
                                        HttpRequest.newBuilder(
                                                        URI.create("http://127.0.0.1:" + ports.http() + "/sync/health"))
                                                .timeout(Duration.ofSeconds(5))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .statusCode()
                        == 200);
    }

    private void awaitCount(String name, int rows) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            try (Sql sql = sql(name)) {
                return sql.value("SELECT count(*) FROM stock").equals(String.valueOf(rows));
            }
        });
    }

    private Map<String, String> digests(String name) throws Exception {
        try (Sql sql = sql(name)) {
            return sql.digests();
        }
    }

    private Sql sql(String name) throws Exception {
        return new Sql(Files.readString(find(name, "postgresql.url")).trim());
    }

    /** As a power cut does: the database's processes are gone at once. */
    private void crashDatabase(String name) throws Exception {
        long pid = Long.parseLong(
                Files.readAllLines(find(name, "postmaster.pid")).get(0).trim());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        assertTrue(postmaster.destroyForcibly());
    }

    private Path find(String name, String file) throws IOException {
        try (Stream<Path> files = Files.walk(work.resolve(name), 5)) {
            return files.filter(path -> path.endsWith(file)).findFirst().orElseThrow();
        }
    }
}
