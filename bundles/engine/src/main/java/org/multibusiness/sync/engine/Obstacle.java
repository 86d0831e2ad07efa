package org.multibusiness.sync.engine;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps the node from syncing. Said in the log once, not at every try: as a warning at once when a person must act, as news
 * when it may well pass (a provider starts), and then as a warning when it lasts. Thread-safe.
 */
final class Obstacle {
    private static final Logger LOG = LoggerFactory.getLogger(Obstacle.class);
    /** A first start on a slow machine takes half of it. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private String text = "";
    private long since;
    private boolean warned;

    /** What is in the way; empty when nothing is. */
    synchronized String text() {
        return text;
    }

    /** Something that a person must mend. */
    synchronized void met(String what) {
        become(what);
        warn();
    }

    /** Something that may pass by itself. */
    synchronized void passing(String what) {
        if (become(what)) {
            LOG.info("Not syncing yet: {}", what);
        } else if (System.nanoTime() - since > PATIENCE.toNanos()) {
            warn();
        }
    }

    /** Nothing is in the way any more. */
    synchronized void gone() {
        text = "";
    }

    private boolean become(String what) {
        boolean other = !what.equals(text);
        if (text.isEmpty()) {
            since = System.nanoTime();
        }
        if (other) {
            text = what;
            warned = false;
        }
        return other;
    }

    private void warn() {
        if (!warned) {
            LOG.warn("Not syncing: {}", text);
            warned = true;
        }
    }
}
