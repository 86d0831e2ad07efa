package org.multibusiness.sync.itests;

import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.rules.ExternalResource;
import org.multibusiness.sync.demo.Branch;
import org.multibusiness.sync.demo.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three branches, each on a host of its own on one wire, on whom {@link DoctorIT}'s stories cause one trouble after the other: west
 * and east, which announce themselves, and the depot, which only looks into a domain's records at first, and whose clock can be set
 * wrong. Started once for all stories, by whichever is the first, and stopped after the last; the report is written then. What
 * takes minutes in a shop takes seconds here: their doctors are configured so.
 */
final class Ward extends ExternalResource {
    static final Ward SHARED = new Ward();

    /** For a branch that starts, or that has to find another one. */
    static final Duration START = Duration.ofMinutes(5);

    /** For everything else. */
    static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final Logger LOG = LoggerFactory.getLogger(Ward.class);

    private int stories;
    private Path work;
    private Namespaces wire;
    private String hostA;
    private String hostB;
    private String hostC;
    private Branch a;
    private Branch b;
    private Branch c;
    private Optional<Branch> copy = Optional.empty();

    private Ward() {}

    @Override
    protected void before() throws Throwable {
        if (stories == 0) {
            open();
        }
        stories++;
    }

    @Override
    protected void after() {
        stories--;
        if (stories == 0) {
            close();
        }
    }

    private void open() throws Exception {
        boolean possible = Namespaces.possible();
        if (!possible) {
            LOG.warn("SKIPPED: DoctorIT needs root, iproute2 (ip netns) and nftables");
        }
        assumeTrue("needs root, iproute2 and nftables", possible);
        work = Distribution.work(DoctorIT.class);
        wire = new Namespaces();
        hostA = wire.add();
        hostB = wire.add();
        hostC = wire.add();
        try {
            a = branch("west", hostA);
            b = branch("east", hostB);
            c = branch("depot", hostC);
            configure(c, "discovery.choice", "discoveries", "dns");
            configure(c, "discovery.dns", "domain", NameService.DOMAIN);
            configure(c, "discovery.dns", "servers", wire.address(hostA));
            a.start(Map.of());
            b.start(Map.of());
            c.start(FakeTime.library().isPresent() ? FakeTime.right(clockOfDepot()) : Map.of());
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private final Map<String, String> shared = Map.of("SYNC_REGISTRATION_KEY", Cluster.key());

    private Branch branch(String name, String host) throws Exception {
        Branch branch = wire.branch(name, host, work, shared);
        configure(branch, "health.doctor", "behind.ms", "5000");
        configure(branch, "health.doctor", "announced.ms", "10000");
        return branch;
    }

    private void close() {
        Stream.of(Optional.ofNullable(a), Optional.ofNullable(b), Optional.ofNullable(c), copy)
                .flatMap(Optional::stream)
                .forEach(Branch::stop);
        try {
            wire.close();
            DoctorReport.write();
        } catch (Exception e) {
            throw new IllegalStateException("the ward could not be cleared", e);
        }
    }

    /** Changes a setting of a branch that may be running; the last line of a key counts. */
    static void configure(Branch branch, String part, String key, String value) throws IOException {
        Files.writeString(
                branch.etc("org.multibusiness.sync." + part + ".cfg"),
                "\n" + key + " = " + value + "\n",
                StandardOpenOption.APPEND);
    }

    /** Runs statements in a branch's own database. */
    void sql(Branch at, String... statements) throws Exception {
        wire.sql(host(at), at.databaseUrl(), statements);
    }

    /** Runs statements besides it, as the database's owner would. */
    void superuser(Branch at, String... statements) throws Exception {
        String password =
                Files.readString(at.data("postgresql/superuser.password")).trim();
        String url = at.databaseUrl();
        String server = url.substring(url.indexOf('@'), url.lastIndexOf('/'));
        wire.sql(host(at), "postgresql://postgres:" + password + server + "/postgres", statements);
    }

    /** East as it is on the disk, on the depot's host; it has to be stopped. With owners and modes, as a copied disk has them. */
    Branch copyOfEast() throws Exception {
        Branch made = branch("east-copy", hostC);
        copy = Optional.of(made);
        for (String folder : List.of("postgresql", "sync")) {
            Files.createDirectories(made.data(folder).getParent());
            Process copying = new ProcessBuilder(
                            "cp",
                            "-a",
                            b.data(folder).toString(),
                            made.data(folder).toString())
                    .start();
            if (copying.waitFor() != 0) {
                throw new IOException("cp of " + b.data(folder) + " failed");
            }
        }
        return made;
    }

    private String host(Branch at) {
        return at.equals(a) ? hostA : at.equals(b) ? hostB : hostC;
    }

    /** What the depot's clock is off by, as libfaketime reads it. */
    Path clockOfDepot() {
        return work.resolve("clock-of-depot");
    }

    Namespaces wire() {
        return wire;
    }

    Branch west() {
        return a;
    }

    Branch east() {
        return b;
    }

    Branch depot() {
        return c;
    }

    String hostOfWest() {
        return hostA;
    }

    String hostOfEast() {
        return hostB;
    }

    String hostOfDepot() {
        return hostC;
    }
}
