package org.multibusiness.sync.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What fuzzing kept in a module's {@code src/test/fuzz}, small as it is; new inputs come with {@code mvn verify -Pfuzz}. */
public final class StoredCorpus {
    private StoredCorpus() {}

    /**
     * Gives each stored input to a fuzz target.
     *
     * @throws AssertionError when there is none, or one breaks the target; it names the file, and shows the input
     */
    public static void replay(Consumer<byte[]> target) throws IOException {
        List<Path> corpus;
        try (Stream<Path> files = Files.list(Path.of("src/test/fuzz"))) {
            corpus = files.sorted().toList();
        }
        if (corpus.isEmpty()) {
            throw new AssertionError("src/test/fuzz is empty");
        }
        for (Path input : corpus) {
            byte[] bytes = Files.readAllBytes(input);
            try {
                target.accept(bytes);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("with " + input + " " + new String(bytes, StandardCharsets.UTF_8), e);
            }
        }
    }
}
