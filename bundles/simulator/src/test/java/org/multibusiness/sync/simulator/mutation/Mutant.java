package org.multibusiness.sync.simulator.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A planted bug.
 *
 * @param name what is wrong
 * @param source the file, from the folder of the bundles
 * @param stories the bug is looked for in stories with a step of this kind; empty for any
 * @param original the text that is right
 * @param broken what stands there instead
 */
record Mutant(String name, String source, String stories, String original, String broken) {
    private static final String STORIES = " in stories with ";
    private static final Path BUNDLES = Path.of("..");

    /** All of {@code mutants.txt}. */
    static List<Mutant> all() throws IOException {
        try (InputStream in = Mutant.class.getResourceAsStream("/mutants.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<Mutant> mutants = new ArrayList<>();
            for (String block : text.substring(text.indexOf("\n=== ") + 5).split("\n=== ", -1)) {
                mutants.add(of(block));
            }
            return mutants;
        }
    }

    private static Mutant of(String block) {
        String[] lines = block.split("\n", 3);
        String[] sides = lines[2].split("\n--- instead of\n|\n--- instead of$", -1);
        if (sides.length != 2) {
            throw new IllegalArgumentException("no '--- instead of' in: " + block);
        }
        String[] place = lines[1].split(STORIES, 2);
        String stories = place.length > 1 ? place[1] : "";
        return new Mutant(lines[0], place[0], stories, sides[1].stripTrailing(), sides[0].stripTrailing());
    }

    /** The class that is broken, for example {@code org.multibusiness.sync.core.log.Numbering}. */
    String className() {
        String path = source.substring(source.indexOf("/") + 1, source.length() - ".java".length());
        return "org.multibusiness.sync." + path.replace('/', '.');
    }

    /** The broken source. Fails when the original is not there exactly once: then the code has changed, and so must this. */
    String plant() throws IOException {
        String[] parts = source.split("/", 2);
        Path file = BUNDLES.resolve(parts[0]).resolve("src/main/java/org/multibusiness/sync/" + parts[1]);
        String text = Files.readString(file);
        int at = text.indexOf(original);
        if (original.isEmpty() || at < 0 || text.indexOf(original, at + 1) >= 0) {
            throw new AssertionError("the planted bug '" + name + "' has no place any more, or more than one: " + file
                    + " should have once:\n" + original);
        }
        return text.substring(0, at) + broken + text.substring(at + original.length());
    }
}
