package org.multibusiness.sync.access;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of refused requests, of each kind once a minute: whoever asks a thousand times must not fill the log. Thread-safe. */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Witness witness;
    private final Map<Refusal, Told> last = new EnumMap<>(Refusal.class);

    /**
     * What was told of a kind.
     *
     * @param at when the last line was written
     * @param since how many were refused since without one
     */
    private record Told(Instant at, int since) {}

    RefusalLog(Witness witness) {
        this.witness = witness;
    }

    void refused(Refusal refusal, HttpServletRequest request, Instant now) {
        // Only what is the same each time: the audit counts what is equal.
        witness.saw(AuditEvent.of(AuditKind.REQUEST_REFUSED, request.getRemoteAddr())
                .with("reason", refusal.name()));
        unsaid(refusal, now)
                .ifPresent(before -> LOG.warn(
                        "Refused {} {} from {} (Host '{}', Origin '{}'; {} more of this kind since the last line). {}",
                        request.getMethod(),
                        Doorkeeper.plain(request.getRequestURI()),
                        request.getRemoteAddr(),
                        plain(request.getHeader("Host")),
                        plain(request.getHeader("Origin")),
                        before,
                        refusal.advice()));
    }

    private static String plain(@Nullable String header) {
        return Doorkeeper.plain(Optional.ofNullable(header).orElse("none"));
    }

    /** How many went unsaid before this one; empty when this one goes unsaid. */
    synchronized Optional<Integer> unsaid(Refusal refusal, Instant now) {
        Told told = last.get(refusal);
        if (told != null && now.isBefore(told.at.plus(PAUSE))) {
            last.put(refusal, new Told(told.at, told.since + 1));
            return Optional.empty();
        }
        last.put(refusal, new Told(now, 0));
        return Optional.of(told == null ? 0 : told.since);
    }
}
