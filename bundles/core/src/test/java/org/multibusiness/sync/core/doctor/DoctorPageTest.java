package org.multibusiness.sync.core.doctor;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;
import org.multibusiness.sync.api.doctor.Verdict;

/** The page for the shopkeeper has a paragraph for each word that the doctor may say, and for no other. */
public class DoctorPageTest {
    @Test
    public void everyVerdictHasItsParagraph() throws IOException {
        List<String> page = Files.readAllLines(Path.of("../../docs/my-branch-does-not-appear.md"));

        List<String> headings = page.stream()
                .filter(line -> line.startsWith("### "))
                .map(line -> line.substring(4))
                .sorted()
                .toList();

        assertEquals(
                Arrays.stream(Verdict.values()).map(Verdict::label).sorted().toList(), headings);
    }
}
