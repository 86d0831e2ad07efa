package org.multibusiness.sync.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The assembled distribution, unpacked once for all tests of this JVM, and a new folder for each test class. */
final class Distribution {
    private static final Path WORK = Path.of(System.getProperty("sync.work"));
    private static final Path HOME = unpack(Path.of(System.getProperty("sync.distribution")));

    private Distribution() {}

    /** The unpacked distribution; tests use it with a Karaf base of their own and never change it. */
    static Path home() {
        return HOME;
    }

    /** An empty folder for a test class. */
    static Path work(Class<?> test) {
        return emptied(WORK.resolve(test.getSimpleName()));
    }

    /** An empty folder for one test of a class. */
    static Path work(Class<?> test, String name) {
        return emptied(WORK.resolve(test.getSimpleName() + '-' + name));
    }

    private static Path unpack(Path archive) {
        Path into = emptied(WORK.resolve("distribution"));
        try {
            Process tar = new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", into.toString())
                    .inheritIO()
                    .start();
            if (!tar.waitFor(2, TimeUnit.MINUTES) || tar.exitValue() != 0) {
                tar.destroyForcibly();
                throw new IllegalStateException("could not unpack " + archive);
            }
            try (Stream<Path> folders = Files.list(into)) {
                return folders.findFirst().orElseThrow();
            }
        } catch (IOException e) {
            throw new IllegalStateException("could not unpack " + archive, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path emptied(Path folder) {
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IllegalStateException("could not empty " + folder, e);
        }
    }
}
