package org.multibusiness.sync.discovery.choice;

import java.io.IOException;
import java.util.SortedSet;

/** Which discoveries are installed, and the hand that changes it. Blocks; used by one thread. */
interface Features extends AutoCloseable {
    /** Waits until nobody else changes features, for minutes at most. */
    void awaitQuiet() throws InterruptedException;

    /** The discoveries that are there, by whomever. */
    SortedSet<String> installed() throws IOException, InterruptedException;

    /** Installs and starts; all or none. */
    void install(SortedSet<String> words) throws IOException, InterruptedException;

    /** Stops and removes; all or none. */
    void uninstall(SortedSet<String> words) throws IOException, InterruptedException;

    @Override
    void close();
}
