package org.multibusiness.sync.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the system keeps the host's name when no environment variable tells it. */
final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");
    private static final Path FILE = Path.of("/etc/hostname");

    private HostName() {}

    static Optional<String> fromSystem() {
        return read(KERNEL).or(() -> read(FILE));
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).trim()).filter(name -> !name.isEmpty());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
