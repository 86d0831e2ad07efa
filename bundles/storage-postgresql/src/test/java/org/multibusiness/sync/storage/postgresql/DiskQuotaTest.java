package org.multibusiness.sync.storage.postgresql;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.List;
import org.junit.ClassRule;
import org.junit.Test;

public class DiskQuotaTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    @Test
    public void sizesAreAsPostgresqlCountsThem() {
        assertEquals(0, DiskQuota.parse("none"));
        assertEquals(512L << 20, DiskQuota.parse("512MB"));
        assertEquals(40L << 30, DiskQuota.parse(" 40 GB "));
        assertEquals(2L << 40, DiskQuota.parse("2TB"));
    }

    @Test
    public void whatIsNoSizeIsNamedWithWhatIsAllowed() {
        for (String wrong : List.of("", "0GB", "40", "40gb", "-1GB", "1PB", "9999999999GB")) {
            String text = assertThrows(IllegalArgumentException.class, () -> DiskQuota.parse(wrong))
                    .toString();
            assertTrue(text, text.contains("disk.quota is '" + wrong + "'") && text.contains("40GB"));
        }
    }

    @Test
    public void theDatabaseIsMeasuredWithItsIndexesAndTheLog() throws Exception {
        TestDatabase database = SERVER.database().with("CREATE TABLE item (id integer PRIMARY KEY, note text)");
        long before = database.bytes();

        database.run("INSERT INTO item SELECT g, repeat('x', 1000) FROM generate_series(1, 5000) AS g");

        assertTrue("table and log grow", database.bytes() - before > 9_000_000);
    }
}
