package org.multibusiness.sync.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditInspection;
import org.multibusiness.sync.api.audit.AuditKind;
import org.multibusiness.sync.api.audit.AuditTrail;
import org.multibusiness.sync.api.engine.ProviderProblem;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events from anywhere without making anybody wait, and writes them on a thread of its own. A disk that is full or away stops
 * nothing: {@value #ROOM} events wait, further ones are counted, and status says so.
 */
@Component(
        service = {Recorder.class, AuditTrail.class, AuditInspection.class, ProviderProblem.class},
        configurationPid = AuditConfig.PID,
        immediate = true)
@Designate(ocd = AuditConfig.class)
public final class Recorder implements AuditTrail, AuditInspection, ProviderProblem {
    /** So many events wait for the disk. */
    static final int ROOM = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
    private static final long TICK_SECONDS = 10;
    private static final long STOP_SECONDS = 5;

    private final Settings settings;
    private final Clock clock;
    private final String version;
    private final ScheduledThreadPoolExecutor desk;
    private final Future<?> ticking;
    private final Object queue = new Object();
    private final Tally tally = new Tally();
    private final Deque<Note> waiting = new ArrayDeque<>();
    private long lost;
    /** Whether a write is under way to the thread. */
    private boolean isDue;
    /** Only under this object's lock, as everything that touches the disk. */
    private @Nullable Ledger ledger;

    private boolean ended;

    private volatile String trouble = "";
    private volatile String damage = "";

    /** Called by the container. */
    @Activate
    public Recorder(AuditConfig config, BundleContext context) {
        this(
                Settings.from(config, data(context)),
                Clock.systemUTC(),
                context.getBundle().getVersion().toString());
    }

    Recorder(Settings settings, Clock clock, String version) {
        this.settings = settings;
        this.clock = clock;
        this.version = version;
        this.desk = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "sync-audit");
            thread.setDaemon(true);
            return thread;
        });
        // What comes after the end is nobody's any more.
        desk.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        this.ticking = desk.scheduleWithFixedDelay(this::tick, 0, TICK_SECONDS, TimeUnit.SECONDS);
    }

    static String data(BundleContext context) {
        String data = context.getProperty("karaf.data");
        return data == null ? "data" : data;
    }

    /** Records the end; over within a few seconds. */
    @Deactivate
    void close(BundleContext context) {
        close(context.getBundle(0).getState() == Bundle.STOPPING ? "service" : "audit bundle");
    }

    void close(String whatStops) {
        ticking.cancel(false);
        synchronized (queue) {
            tally.all(clock.instant()).forEach(this::await);
        }
        record(AuditEvent.of(AuditKind.STOPPED, "").with("what", whatStops));
        desk.execute(this::end);
        desk.shutdown();
        try {
            if (!desk.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The audit could not write its end within {} s: is the disk away?", STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void record(AuditEvent event) {
        synchronized (queue) {
            tally.take(event, clock.instant()).ifPresent(this::await);
            if (waiting.isEmpty() || isDue) {
                return;
            }
            isDue = true;
        }
        desk.execute(this::write);
    }

    private void await(Note note) {
        if (waiting.size() < ROOM) {
            waiting.add(note);
        } else {
            lost++;
        }
    }

    private void tick() {
        synchronized (queue) {
            tally.due(clock.instant()).forEach(this::await);
        }
        write();
    }

    @Override
    public String provider() {
        return "audit";
    }

    @Override
    public String problem() {
        return trouble.isEmpty() ? damage : trouble;
    }

    @Override
    public List<Entry> latest(int limit) throws IOException {
        if (limit < 1 || limit > 10_000) {
            throw new IllegalArgumentException("a limit is 1 to 10000, not " + limit);
        }
        write();
        synchronized (this) {
            return opened().latest(limit);
        }
    }

    @Override
    public Check verify() throws IOException {
        write();
        synchronized (this) {
            Check check = opened().verify();
            if (!check.intact()) {
                damaged(check.finding());
            }
            return check;
        }
    }

    private Ledger opened() throws IOException {
        Ledger open = ledger;
        if (open == null) {
            open = Ledger.open(settings);
            ledger = open;
            LOG.info("The audit in {} goes on after {}.", settings.directory(), open.end());
            List<Note> beginning = beginning(open);
            Collections.reverse(beginning);
            synchronized (queue) {
                beginning.forEach(waiting::addFirst);
            }
        }
        return open;
    }

    private List<Note> beginning(Ledger open) {
        List<Note> notes = new ArrayList<>();
        if (!open.broken().isEmpty()) {
            damaged(open.broken());
            notes.add(note(AuditEvent.of(AuditKind.AUDIT_DAMAGED, "").with("finding", open.broken())));
        }
        String before = open.lastKind();
        boolean orderly = before.isEmpty() || before.equals(AuditKind.STOPPED.name());
        notes.add(note(AuditEvent.of(AuditKind.STARTED, "")
                .with("version", version)
                .with("before", before.isEmpty() ? "nothing" : orderly ? "orderly end" : "no orderly end")));
        return notes;
    }

    private Note note(AuditEvent event) {
        return new Note(clock.instant(), event);
    }

    /** Writes what waits; what can't be written waits on. */
    private synchronized void write() {
        synchronized (queue) {
            isDue = false;
        }
        if (ended) {
            // Whoever follows this recorder has the files now.
            return;
        }
        try {
            Ledger open = opened();
            Batch batch = batch();
            if (!batch.notes().isEmpty()) {
                open.append(batch.notes());
                written(batch);
            }
            open.seal();
            if (!trouble.isEmpty()) {
                LOG.info("The audit can be written again.");
                trouble = "";
            }
        } catch (IOException | UncheckedIOException e) {
            explain(e);
        }
    }

    /**
     * What is written together.
     *
     * @param notes all of it
     * @param waited how many of them waited in the queue
     * @param lost how many lost ones the last of them tells of
     */
    private record Batch(List<Note> notes, int waited, long lost) {}

    private Batch batch() {
        synchronized (queue) {
            List<Note> notes = new ArrayList<>(waiting);
            if (lost > 0) {
                notes.add(note(AuditEvent.of(AuditKind.AUDIT_LOST, "").with("events", String.valueOf(lost))));
            }
            return new Batch(notes, waiting.size(), lost);
        }
    }

    private void written(Batch batch) {
        synchronized (queue) {
            for (int i = 0; i < batch.waited(); i++) {
                waiting.remove();
            }
            lost -= batch.lost();
        }
    }

    private synchronized void end() {
        write();
        ended = true;
        try {
            if (ledger != null) {
                ledger.close();
            }
        } catch (IOException e) {
            explain(e);
        }
    }

    /** Says it once, not at every event. */
    private void explain(Exception e) {
        if (trouble.isEmpty()) {
            LOG.error(
                    "The audit can't be written to {} ({}). The service goes on, and up to {} events wait in memory. Make room, or give"
                            + " the user that runs this service the right to that folder.",
                    settings.directory(),
                    e.toString(),
                    ROOM);
        }
        long waits;
        long gone;
        synchronized (queue) {
            waits = waiting.size();
            gone = lost;
        }
        trouble = "The audit can't be written to " + settings.directory() + " (" + e + "): " + waits + " events wait, "
                + gone
                + " were lost. Next: make room, or give the user that runs this service the right to that folder";
    }

    private void damaged(String finding) {
        String before = damage;
        damage = "The audit was tampered with, or damaged: " + finding + " Next: sync:audit --verify; keep copies of "
                + settings.directory() + " and " + settings.sealDirectory()
                + " for whoever looks into it. Then, with the service stopped, move both away: a new record begins";
        if (!damage.equals(before)) {
            LOG.error("{}.", damage);
        }
    }
}
