package org.multibusiness.sync.security;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class KeyFileTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void theFirstStartGeneratesAPrivateFileOf256Bits() throws Exception {
        Path file = folder.getRoot().toPath().resolve("sync.key");

        new KeyFile(file).readOrGenerate();

        assertTrue(Files.readString(file).matches("[0-9a-f]{64}\n"));
        Modes.assertMode("rw-------", file);
    }

    @Test
    public void theNextStartReadsTheSameKey() throws Exception {
        Path file = folder.getRoot().toPath().resolve("sync.key");

        RegistrationKey generated = new KeyFile(file).readOrGenerate();
        RegistrationKey read = new KeyFile(file).readOrGenerate();

        assertArrayEquals(generated.bytes(), read.bytes());
    }

    @Test
    public void aKeyCopiedFromWindowsReadsTheSame() throws Exception {
        Path file = folder.getRoot().toPath().resolve("sync.key");
        String key = "c1".concat("4e90b7a2d58f3610").repeat(1) + "7be2f9035da8c4617be0d1";
        Files.writeString(file, key + "\r\n");

        assertEquals(key, new String(new KeyFile(file).readOrGenerate().bytes(), StandardCharsets.UTF_8));
    }

    @Test
    public void aFileThatOthersCanReadBecomesPrivate() throws Exception {
        Path file = folder.getRoot().toPath().resolve("sync.key");
        new KeyFile(file).readOrGenerate();
        Modes.set(file, "rw-r--r--");

        new KeyFile(file).readOrGenerate();

        Modes.assertMode("rw-------", file);
    }

    @Test
    public void anEmptyOrHugeFileIsRefusedAndLeftAlone() throws Exception {
        Path file = Files.createFile(folder.getRoot().toPath().resolve("sync.key"));

        assertThrows(SecuritySetupException.class, () -> new KeyFile(file).readOrGenerate());
        assertEquals(0, Files.size(file));

        Files.write(file, new byte[100_000]);
        assertThrows(SecuritySetupException.class, () -> new KeyFile(file).readOrGenerate());
        assertEquals(100_000, Files.size(file));
    }

    @Test
    public void aPlaceThatCantBeWrittenIsNamed() throws Exception {
        Path file = folder.newFile("plain").toPath().resolve("sync.key");

        SecuritySetupException failure =
                assertThrows(SecuritySetupException.class, () -> new KeyFile(file).readOrGenerate());

        assertThat(failure.getMessage(), containsString(file.toString()));
        assertThat(failure.getMessage(), containsString("SYNC_REGISTRATION_KEY"));
    }
}
