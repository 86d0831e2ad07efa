package org.multibusiness.sync.itests;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.rules.ExternalResource;
import org.multibusiness.sync.demo.Branch;
import org.multibusiness.sync.demo.Cluster;

/** Two linked branch servers that multicast, SYNC_PEERS and a domain all name to each other; stopped in the end, come what may. */
final class TwoShops extends ExternalResource {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LINKED = Duration.ofMinutes(2);
    private static final int MORE = 10;

    private final Class<?> test;
    private BranchRecords names;
    private Path folder;
    private Cluster cluster;

    TwoShops(Class<?> test) {
        this.test = test;
    }

    @Override
    protected void before() throws Exception {
        names = new BranchRecords();
        folder = Distribution.work(test);
        cluster = new Cluster(Distribution.home(), folder, 2);
        names.name(cluster.branches());
        try {
            start(cluster.get(0), cluster.get(1));
            start(cluster.get(1), cluster.get(0));
            for (Branch branch : cluster.branches()) {
                branch.awaitReady();
            }
            Selling.prepare(cluster);
            cluster.awaitAllLinked(LINKED);
        } catch (Exception e) {
            after();
            throw e;
        }
    }

    private void start(Branch branch, Branch other) throws Exception {
        Path dns = branch.etc("org.multibusiness.sync.discovery.dns.cfg");
        Files.writeString(dns, Files.readString(dns).replace("servers =", "servers = " + names.address()));
        branch.start(Map.of(
                "SYNC_DISCOVERY",
                "multicast",
                "SYNC_PEERS",
                "127.0.0.1:" + other.ports().sync(),
                "SYNC_DNS_DOMAIN",
                BranchRecords.DOMAIN));
    }

    @Override
    protected void after() {
        cluster.close();
        names.close();
    }

    Cluster cluster() {
        return cluster;
    }

    /** For files of the test. */
    Path folder() {
        return folder;
    }

    /**
     * Waits until both are linked, ask their operators for nothing, and receive what the other one sells now.
     */
    void awaitWell() throws Exception {
        for (Branch branch : branches()) {
            branch.awaitReady();
            branch.awaitLinked(1, LINKED);
        }
        Selling.awaitMore(branches().get(0), branches().get(1), MORE);
        Selling.awaitMore(branches().get(1), branches().get(0), MORE);
        for (Branch branch : branches()) {
            await("nothing needs attention at " + branch.name())
                    .atMost(LINKED)
                    .until(() -> attention(branch), List::isEmpty);
        }
    }

    List<Branch> branches() {
        return cluster.branches();
    }

    /** Where links are accepted. */
    Set<Integer> ports() {
        return branches().stream().map(branch -> branch.ports().sync()).collect(Collectors.toSet());
    }

    /** Who names the other branch at this one. */
    static List<String> via(Branch branch) throws Exception {
        TreeSet<String> via = new TreeSet<>();
        for (JsonNode node : JSON.readTree(branch.status()).at("/nodes")) {
            if (node.at("/state").asText().equals("linked")) {
                node.at("/via").forEach(word -> via.add(word.asText()));
            }
        }
        return new ArrayList<>(via);
    }

    /** What the branch asks its operator to do. */
    static List<String> attention(Branch branch) throws Exception {
        List<String> lines = new ArrayList<>();
        JSON.readTree(branch.status()).at("/status/attention").forEach(line -> lines.add(line.asText()));
        return lines;
    }
}
