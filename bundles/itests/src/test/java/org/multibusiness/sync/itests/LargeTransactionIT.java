package org.multibusiness.sync.itests;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.oneOf;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.FixMethodOrder;
import org.junit.Test;
import org.junit.runners.MethodSorters;
import org.multibusiness.sync.demo.Branch;
import org.multibusiness.sync.demo.Cluster;
import org.multibusiness.sync.demo.Sql;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An import of a million rows in one transaction, and a row that is larger than the heap, between services that have the heap of the
 * installation, 256 MiB; and a database that has reached its quota. One story in the order of the names.
 */
@FixMethodOrder(MethodSorters.NAME_ASCENDING)
public class LargeTransactionIT {
    private static final Logger LOG = LoggerFactory.getLogger(LargeTransactionIT.class);

    private static final String ROWS = "1000000";
    private static final int LARGE_BYTES = 250_000_000;
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String STORAGE = "org.multibusiness.sync.storage.postgresql.cfg";

    private static Cluster cluster;
    private static Branch a;
    private static Branch b;

    @BeforeClass
    public static void startBranches() throws Exception {
        cluster = new Cluster(Distribution.home(), Distribution.work(LargeTransactionIT.class), 2);
        a = cluster.get(0);
        b = cluster.get(1);
        try {
            for (Branch branch : cluster.branches()) {
                branch.start(Map.of());
            }
            for (Branch branch : cluster.branches()) {
                branch.awaitReady();
                try (Sql sql = branch.sql()) {
                    sql.run(
                            "CREATE TABLE price (item bigint PRIMARY KEY, sku text UNIQUE, amount numeric(10, 2) NOT NULL)");
                    sql.run("CREATE TABLE sale (id text PRIMARY KEY)");
                    sql.run("CREATE TABLE scan (id integer PRIMARY KEY, name text, content bytea)");
                }
            }
            cluster.awaitAllLinked(Duration.ofMinutes(1));
            for (Branch branch : cluster.branches()) {
                try (Sql sql = branch.sql()) {
                    // Else the import would be what the table held before: a first copy, and that comes in pieces
                    // anyway.
                    sql.await("SELECT count(*) FROM sync.sync_tables WHERE captured_layout_id IS NOT NULL", "3", 30);
                }
            }
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    @AfterClass
    public static void stopBranches() {
        cluster.close();
    }

    @Test
    public void t1AMillionRowsOfOneTransactionArriveAtOnceThoughTheReceiverDiesMeanwhile() throws Exception {
        try (Sql here = a.sql();
                Sql there = b.sql()) {
            here.run("INSERT INTO price SELECT i, 'SKU-' || i, i / 100.0 FROM generate_series(1, " + ROWS + ") AS i");
            there.await("SELECT coalesce(max(events), 0) > 100000 FROM sync.sync_staged", "t", 240);
            b.kill();
            String before = there.value("SELECT events FROM sync.sync_staged");
            there.run("INSERT INTO sale VALUES ('sold at b meanwhile')");
            b.start(Map.of());
            b.awaitReady();
            here.await("SELECT count(*) FROM sale", "1", 60);
            LOG.info("{} of {} rows were there when the receiver died", before, ROWS);

            Awaitility.await("all rows at b").atMost(PATIENCE).until(() -> {
                String rows = there.value("SELECT count(*) FROM price");
                assertThat("all or nothing", rows, is(oneOf("0", ROWS)));
                return rows.equals(ROWS);
            });

            assertThat("nothing is left of the parts", there.value("SELECT count(*) FROM sync.sync_staged"), is("0"));
            assertThat(
                    there.value("SELECT count(*) FROM sync.sync_events WHERE table_name = 'public.price'"), is(ROWS));
            String digest = "SELECT sum(hashtextextended(p::text, 0)) FROM price AS p";
            assertEquals(here.value(digest), there.value(digest));
            here.run("INSERT INTO sale VALUES ('sold at a afterwards')");
            there.await("SELECT count(*) FROM sale", "2", 30);
        }
        assertThat("what was kept before was not sent again", count(b.log(), "comes in parts"), is(1));
        assertThat(a.log(), not(containsString("OutOfMemory")));
    }

    @Test
    public void t2ARowLargerThanTheHeapArrivesExactlyAndChangesBesideItToo() throws Exception {
        try (Sql here = a.sql();
                Sql there = b.sql()) {
            here.run("INSERT INTO scan SELECT 1, 'contract', string_agg(sha256(i::text::bytea), '' ORDER BY i)"
                    + " FROM generate_series(1, " + LARGE_BYTES / 32 + ") AS i");
            here.run("INSERT INTO sale VALUES ('sold after the scan')");

            there.await("SELECT count(*) FROM scan", "1", (int) PATIENCE.toSeconds());
            there.await("SELECT count(*) FROM sale", "3", 60);
            there.run("UPDATE scan SET name = 'lease'");
            here.await("SELECT name FROM scan", "lease", (int) PATIENCE.toSeconds());

            String digest = "SELECT octet_length(content) || ' ' || encode(sha256(content), 'hex') FROM scan";
            assertEquals(here.value(digest), there.value(digest));
            assertThat(there.value(digest), startsWith(LARGE_BYTES + " "));
            assertThat(there.value("SELECT count(*) FROM sync.sync_held"), is("0"));
        }
        assertThat(a.log() + b.log(), not(containsString("OutOfMemory")));
    }

    private static int count(String text, String words) {
        return text.split(words, -1).length - 1;
    }

    @Test
    public void t3BeyondTheQuotaTheRemoteSideWaitsAndUsersGoOn() throws Exception {
        quota(b, "100MB");
        Awaitility.await("b says so").atMost(SOON).until(() -> b.status().contains("The disk quota is used up"));
        try (Sql here = a.sql();
                Sql there = b.sql()) {
            here.run("INSERT INTO sale VALUES ('waits at a')");
            there.run("INSERT INTO sale VALUES ('goes out of b')");
            here.await("SELECT count(*) FROM sale", "5", 30);
            // The command fails, for something is wrong.
            String found = assertThrows(IllegalStateException.class, () -> b.shell("sync:doctor --json"))
                    .getMessage();
            assertThat(found, containsString("DISK_QUOTA"));
            assertThat("nothing is received", there.value("SELECT count(*) FROM sale"), is("4"));

            quota(b, "none");

            there.await("SELECT count(*) FROM sale", "5", 30);
        }
        Awaitility.await("the message is gone")
                .atMost(SOON)
                .until(() -> !b.status().contains("The disk quota is used up"));
    }

    private static void quota(Branch branch, String value) throws Exception {
        Path settings = branch.etc(STORAGE);
        Files.writeString(
                settings, Files.readString(settings).replaceAll("(?m)^disk\\.quota = .*$", "disk.quota = " + value));
    }
}
