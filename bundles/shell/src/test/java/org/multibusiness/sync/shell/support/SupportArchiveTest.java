package org.multibusiness.sync.shell.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SupportArchiveTest {
    private static final String CANARY = "canary-0123456789";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path base;

    @Before
    public void install() throws Exception {
        base = folder.getRoot().toPath();
        Files.createDirectories(base.resolve("etc"));
        Files.createDirectories(base.resolve("data/sync/logs"));
        Files.writeString(base.resolve("etc/sync.key"), CANARY + "-key\n");
        Files.writeString(base.resolve("etc/sync.admin"), CANARY + "-admin\n");
        Files.writeString(
                base.resolve("etc/org.multibusiness.sync.security.cfg"), "registration.key = " + CANARY + "-typed\n");
        Files.writeString(base.resolve("etc/users.properties"), "ann = " + CANARY + "-hash\n");
        Files.writeString(base.resolve("data/sync/logs/sync-service-2026-11-27.log"), "old\n");
        Files.writeString(base.resolve("data/sync/logs/sync-service-2026-11-28.log"), "got " + CANARY + "-key\nlast\n");
    }

    @Test
    public void settingsAndLogsAreInItAndNoSecret() throws Exception {
        Path file = archive().write("one", Map.of("status.json", () -> "{\"password\": \"" + CANARY + "-db\"}"));

        Map<String, String> entries = entries(file);

        assertTrue(entries.keySet().toString(), entries.containsKey("etc/org.multibusiness.sync.security.cfg"));
        assertTrue(
                String.valueOf(entries.get("logs/sync-service-2026-11-28.log")).contains("last"));
        assertFalse(entries.toString(), entries.toString().contains(CANARY));
        assertFalse("hashes of passwords are nobody's business", entries.containsKey("etc/users.properties"));
    }

    @Test
    public void aPartThatFailsSaysWhyAndTheOthersAreThere() throws Exception {
        Path file = archive().write("one", Map.of("status.json", () -> {
            throw new IllegalStateException("the engine is away");
        }));

        Map<String, String> entries = entries(file);

        assertTrue(String.valueOf(entries.get("status.json")).contains("the engine is away"));
        assertEquals(4, entries.size());
    }

    @Test
    public void onlyItsOwnerMayReadItAndFiveAreKept() throws Exception {
        for (int i = 0; i < 7; i++) {
            Path file = archive().write("archive-" + i, Map.of());
            assertTrue(file.toFile().setLastModified(1_000_000L * (i + 1)));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }

        String[] left = base.resolve("data/sync/support").toFile().list();

        assertNotNull(left);
        assertEquals(5, left.length);
    }

    private SupportArchive archive() throws IOException {
        return new SupportArchive(
                new Folders(base.resolve("etc"), base.resolve("data")),
                name -> name.equals("DATABASE_URL") ? "postgresql://sync:" + CANARY + "-db@db/shop" : "");
    }

    private static Map<String, String> entries(Path file) throws IOException {
        Map<String, String> entries = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file), UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), new String(zip.readAllBytes(), UTF_8));
            }
        }
        return entries;
    }
}
