package org.multibusiness.sync.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class NodeKeysTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path directory;

    @Before
    public void chooseDirectory() {
        directory = folder.getRoot().toPath().resolve("data/sync/identity");
    }

    @Test
    public void theIdentityIsMadeOnceAndStays() throws Exception {
        NodeKeys made = NodeKeys.loadOrCreate(directory);
        NodeKeys loaded = NodeKeys.loadOrCreate(directory);

        assertEquals(made.identity(), loaded.identity());
        assertEquals(made.certificate(), loaded.certificate());
    }

    @Test
    public void onlyTheOwnerMayReadIt() throws Exception {
        NodeKeys.loadOrCreate(directory);

        Modes.assertMode("rwx------", directory);
        Modes.assertMode("rw-------", directory.resolve("node.pem"));
    }

    @Test
    public void modesThatSomebodyOpenedAreClosedAgain() throws Exception {
        NodeKeys.loadOrCreate(directory);
        Modes.set(directory, "rwxr-xr-x");
        Modes.set(directory.resolve("node.pem"), "rw-rw-rw-");

        NodeKeys.loadOrCreate(directory);

        Modes.assertMode("rwx------", directory);
        Modes.assertMode("rw-------", directory.resolve("node.pem"));
    }

    @Test
    public void aDamagedFileIsNamedAndNeverReplaced() throws Exception {
        NodeKeys.loadOrCreate(directory);
        Path file = directory.resolve("node.pem");
        String whole = Files.readString(file);
        for (String damaged : new String[] {
            "", whole.substring(0, whole.length() / 2), whole.replace("CERTIFICATE", "CERT"), whole.replaceAll("M", "N")
        }) {
            Files.writeString(file, damaged);

            SecuritySetupException failure =
                    assertThrows(SecuritySetupException.class, () -> NodeKeys.loadOrCreate(directory));

            assertThat(failure.getMessage(), containsString(file.toString()));
            assertEquals(damaged, Files.readString(file));
        }
    }

    @Test
    public void aKeyWithTheCertificateOfAnotherIsDamage() throws Exception {
        NodeKeys.loadOrCreate(directory);
        Path file = directory.resolve("node.pem");
        String mine = Files.readString(file);
        NodeKeys.fresh(Instant.EPOCH, Instant.EPOCH).store(directory);
        String other = Files.readString(file);
        int certificate = mine.indexOf("-----BEGIN CERTIFICATE");
        Files.writeString(
                file, mine.substring(0, certificate) + other.substring(other.indexOf("-----BEGIN CERTIFICATE")));

        assertThrows(SecuritySetupException.class, () -> NodeKeys.loadOrCreate(directory));
    }
}
