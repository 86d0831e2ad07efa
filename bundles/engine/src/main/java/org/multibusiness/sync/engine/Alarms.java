package org.multibusiness.sync.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator must know, by topic: said in the log once, not each time it is found again, and shown until it is over or was
 * not found for a day, or for as long as whoever finds it says. Thread-safe.
 */
final class Alarms {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);
    private static final Duration SHOWN = Duration.ofHours(24);
    private static final int MOST = 100;

    private final Map<String, Raised> raised = new LinkedHashMap<>();

    private record Raised(String text, Instant at, Duration shown) {}

    /** Something is wrong, or what was wrong is over (an empty text). */
    void raise(String topic, String text, Instant now) {
        raise(topic, text, SHOWN, now);
    }

    /**
     * The same of what nobody notices the end of.
     *
     * @param shown after so long without having been found again it is over
     */
    synchronized void raise(String topic, String text, Duration shown, Instant now) {
        Raised before = raised.remove(topic);
        if (text.isEmpty()) {
            if (before != null) {
                LOG.info("Over: {}", before.text());
            }
            return;
        }
        if (before == null || !before.text().equals(text)) {
            LOG.error("{}", text);
        }
        raised.put(topic, new Raised(text, now, shown));
        if (raised.size() > MOST) {
            raised.remove(raised.keySet().iterator().next());
        }
    }

    /** What is shown now, by topic. */
    synchronized Map<String, String> byTopic(Instant now) {
        lines(now);
        Map<String, String> texts = new LinkedHashMap<>();
        raised.forEach((topic, alarm) -> texts.put(topic, alarm.text()));
        return texts;
    }

    /** What is shown now, oldest first. */
    synchronized List<String> lines(Instant now) {
        raised.values().removeIf(alarm -> {
            boolean over = now.isAfter(alarm.at().plus(alarm.shown()));
            if (over) {
                LOG.info("Not found again for {} min: {}", alarm.shown().toMinutes(), alarm.text());
            }
            return over;
        });
        return raised.values().stream().map(Raised::text).toList();
    }
}
