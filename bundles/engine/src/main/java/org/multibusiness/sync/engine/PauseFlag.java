package org.multibusiness.sync.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the operator paused sync: a file, so that it outlives a restart. */
final class PauseFlag {
    private static final Logger LOG = LoggerFactory.getLogger(PauseFlag.class);

    private final Path folder;
    private final Path file;
    private volatile boolean paused;

    PauseFlag(BundleContext context) {
        String base = context.getProperty("karaf.data");
        this.folder = Path.of(base == null ? "data" : base, "sync");
        this.file = folder.resolve("paused");
        this.paused = Files.exists(file);
    }

    boolean isSet() {
        return paused;
    }

    synchronized boolean set(boolean pause) {
        if (paused == pause) {
            return false;
        }
        paused = pause;
        try {
            if (pause) {
                Files.createDirectories(folder);
                Files.writeString(file, "sync:resume removes this file\n");
            } else {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn(
                    "Sync is {} now, but {} could not be written: after a restart it will not be. {}",
                    pause ? "paused" : "resumed",
                    file,
                    e.getMessage());
        }
        return true;
    }
}
