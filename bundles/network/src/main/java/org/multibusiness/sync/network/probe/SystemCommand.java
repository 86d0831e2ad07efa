package org.multibusiness.sync.network.probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs a tool of the system, for a second and 256 KiB at most. */
class SystemCommand {
    private static final int MOST_BYTES = 256 << 10;
    private static final long PATIENCE_MILLIS = 1_000;

    /** What it prints; empty when there is no such tool, it fails, or it takes too long. */
    Optional<String> output(String... words) {
        try {
            Path printed = Files.createTempFile("sync-probe", ".txt");
            try {
                return run(printed, words);
            } finally {
                Files.delete(printed);
            }
        } catch (IOException absent) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Into a file: a pipe that nobody empties would hold up a tool that prints much, one that is read could hang us. */
    private static Optional<String> run(Path printed, String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words)
                .redirectOutput(printed.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
                return Optional.empty();
            }
            try (InputStream text = Files.newInputStream(printed)) {
                return Optional.of(new String(text.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
            }
        } finally {
            process.destroyForcibly().waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
