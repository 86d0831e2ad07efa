package org.multibusiness.sync.embedded.postgresql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs one program to its end, within a time limit. */
final class Command {
    private static final int TAIL = 2_000;

    private Command() {}

    /**
     * Runs the program and waits for it.
     *
     * @return what it printed
     * @throws ClusterException if it can't be started, fails, or takes longer than the limit
     */
    static String run(List<String> command, Path directory, Duration limit)
            throws ClusterException, InterruptedException {
        String name = String.join(" ", command);
        try {
            Path output = Files.createTempFile(directory, "command", ".out");
            try {
                Process process = start(command, directory, output);
                await(process, limit, name);
                String printed = Files.readString(output, StandardCharsets.UTF_8);
                if (process.exitValue() != 0) {
                    throw new ClusterException(
                            "'" + name + "' failed (exit " + process.exitValue() + "): " + tail(printed));
                }
                return printed;
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new ClusterException("'" + name + "' can't be run: " + e.getMessage(), e);
        }
    }

    /** Starts the program with its output in a file and without this process's PostgreSQL variables. */
    static Process start(List<String> command, Path directory, Path output) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(key -> key.startsWith("PG"));
        environment.put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private static void await(Process process, Duration limit, String name)
            throws ClusterException, InterruptedException {
        boolean ended = false;
        try {
            ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            if (!ended) {
                process.destroyForcibly();
            }
        }
        if (!ended) {
            throw new ClusterException("'" + name + "' did not end within " + limit.toSeconds() + " s");
        }
    }

    /** The end of a program's output, where the reason stands, on one line. */
    static String tail(String output) {
        String line = output.strip().replaceAll("\\s*\\R\\s*", " / ");
        return line.length() <= TAIL ? line : "…" + line.substring(line.length() - TAIL);
    }
}
