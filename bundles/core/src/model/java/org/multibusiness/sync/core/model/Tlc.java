package org.multibusiness.sync.core.model;

import static org.junit.Assert.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tlc2.TLC;

/** Runs the model checker, one child JVM per model: TLC keeps its state in static fields, and wants a heap of its own. */
final class Tlc {
    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Pattern DISTINCT = Pattern.compile("([0-9,]+) distinct states found, [0-9,]+ states left");
    private static final Pattern INVARIANT = Pattern.compile("Error: Invariant (\\w+) is violated");
    private static final Pattern STATE = Pattern.compile("(?m)^State \\d+: .*$");

    private final Path specifications = Path.of(System.getProperty("model.specifications"));
    private final Path output = Path.of(System.getProperty("model.output"));

    /**
     * What TLC said.
     *
     * @param text all of it
     * @param seconds how long it took
     */
    record Answer(String text, long seconds) {
        boolean isWithoutError() {
            return text.contains("Model checking completed. No error has been found.");
        }

        /** The invariant that does not hold, or "none". */
        String violated() {
            Matcher invariant = INVARIANT.matcher(text);
            return invariant.find() ? invariant.group(1) : "none";
        }

        /** Of the last report, which is the one at the end. */
        long distinctStates() {
            return DISTINCT.matcher(text)
                    .results()
                    .mapToLong(found -> Long.parseLong(found.group(1).replace(",", "")))
                    .reduce(0, (earlier, later) -> later);
        }

        /** The steps of the counterexample, one a line. */
        List<String> trace() {
            return STATE.matcher(text).results().map(found -> found.group()).toList();
        }
    }

    /** Checks a module with a configuration; both are named as their files are, without the ending. */
    Answer check(String module, String configuration) throws IOException, InterruptedException {
        String name = configuration.substring(configuration.lastIndexOf('/') + 1);
        Path scratch = Files.createDirectories(output.resolve(name));
        Path text = output.resolve(name + ".txt");
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command(module, configuration, scratch))
                .directory(output.toFile())
                .redirectErrorStream(true)
                .redirectOutput(text.toFile())
                .start();
        try {
            assertTrue(
                    name + " took longer than " + LIMIT + ", see " + text,
                    process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS));
        } finally {
            process.destroyForcibly().waitFor(STOP.toSeconds(), TimeUnit.SECONDS);
        }
        return new Answer(
                Files.readString(text),
                Duration.ofNanos(System.nanoTime() - start).toSeconds());
    }

    private List<String> command(String module, String configuration, Path scratch) {
        return List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Xmx2g",
                "-XX:+UseParallelGC",
                // TLC unpacks its standard modules there.
                "-Djava.io.tmpdir=" + scratch,
                "-cp",
                jar(),
                TLC.class.getName(),
                "-workers",
                "2",
                "-metadir",
                scratch.resolve("states").toString(),
                "-config",
                specifications.resolve(configuration + ".cfg").toString(),
                specifications.resolve(module + ".tla").toString());
    }

    private static String jar() {
        try {
            return Path.of(TLC.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
