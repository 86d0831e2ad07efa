package org.multibusiness.sync.shell;

import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.multibusiness.sync.shell.support.Folders;

public class SupportCommandTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void whereTheArchiveIsStaysOnOneLineHoweverLongItIs() throws Exception {
        SupportCommand command = new SupportCommand();
        Path base = folder.newFolder("b".repeat(150)).toPath();
        command.folders = new Folders(base.resolve("etc"), base.resolve("data"));

        String text = new Screen().run(command, new Services());

        assertTrue(text, text.contains("Written: " + base.resolve("data/sync/support")));
    }

    @Test
    public void theArchiveIsThereAlsoWhenTheEngineIsNot() throws Exception {
        SupportCommand command = new SupportCommand();
        Path base = folder.getRoot().toPath();
        command.folders = new Folders(base.resolve("etc"), base.resolve("data"));

        String text = new Screen().run(command, new Services());

        assertTrue(text, text.contains("Written: " + base.resolve("data/sync/support")));
        File[] written = base.resolve("data/sync/support").toFile().listFiles();
        assertNotNull(written);
        try (ZipFile zip = new ZipFile(written[0]);
                InputStream status = zip.getInputStream(zip.getEntry("status.json"))) {
            String answer = new String(status.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(answer, answer.contains("The sync engine is not running"));
        }
    }
}
