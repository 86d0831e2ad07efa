package org.multibusiness.sync.engine;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.MDC;

/**
 * Makes the engine's threads: daemons whose log lines name the node.
 *
 * @param node the node's name
 */
record NodeThreads(String node) {
    /** A thread that is not started yet. */
    Thread thread(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    MDC.put("node", node);
                    work.run();
                },
                name);
        thread.setDaemon(true);
        return thread;
    }

    /** One thread that does one task after the other. */
    ExecutorService worker(String name) {
        return Executors.newSingleThreadExecutor(tasks -> thread(name, tasks));
    }
}
