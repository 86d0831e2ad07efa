package org.multibusiness.sync.discovery.multicast;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** How many datagrams were refused, by reason. Thread-safe. */
final class RefusalCounts {
    private final Map<Refusal, LongAdder> counts = new EnumMap<>(Refusal.class);

    RefusalCounts() {
        for (Refusal refusal : Refusal.values()) {
            counts.put(refusal, new LongAdder());
        }
    }

    void count(Refusal refusal) {
        LongAdder counter = counts.get(refusal);
        if (counter != null) {
            counter.increment();
        }
    }

    long of(Refusal refusal) {
        LongAdder counter = counts.get(refusal);
        return counter == null ? 0 : counter.sum();
    }

    /** For the operator: {@code 3 replayed, 1 forged}; empty when there is nothing to report. */
    @Override
    public String toString() {
        return counts.entrySet().stream()
                .filter(entry ->
                        entry.getKey() != Refusal.FOREIGN && entry.getValue().sum() > 0)
                .map(entry -> entry.getValue().sum() + " " + entry.getKey().words())
                .collect(Collectors.joining(", "));
    }
}
