package org.multibusiness.sync.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;
import org.multibusiness.sync.api.audit.AuditTrail;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records who came to, or left, {@code etc/users.properties} and {@code etc/keys.properties}, and whose roles changed, by whatever way:
 * editor, shell, or while the service was down. Who it was nobody says. It looks every few seconds, on a thread of its own, and
 * takes for true what it saw twice: an editor may be half way through.
 */
@Component(
        service = {},
        configurationPid = AuditConfig.PID,
        immediate = true)
public final class AccountWatch {
    private static final Logger LOG = LoggerFactory.getLogger(AccountWatch.class);
    private static final long LOOK_SECONDS = 5;
    private static final long STOP_SECONDS = 5;

    private final Watched users;
    private final Watched keys;
    private final @Nullable ScheduledThreadPoolExecutor desk;
    private final @Nullable Future<?> looking;

    /** Called by the container. */
    @Activate
    public AccountWatch(AuditConfig config, BundleContext context, @Reference Recorder trail) {
        this(
                Path.of(Objects.requireNonNullElse(context.getProperty("karaf.etc"), "etc")),
                Settings.from(config, Recorder.data(context)).sealDirectory(),
                trail,
                desk());
    }

    /** For tests, which call {@link #look} themselves. */
    AccountWatch(Path etc, Path directory, AuditTrail trail) {
        this(etc, directory, trail, null);
    }

    private AccountWatch(Path etc, Path directory, AuditTrail trail, @Nullable ScheduledThreadPoolExecutor desk) {
        this.users = new Watched(etc.resolve("users.properties"), directory.resolve("users"), trail);
        this.keys = new Watched(etc.resolve("keys.properties"), directory.resolve("keys"), trail);
        this.desk = desk;
        this.looking = desk == null ? null : desk.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private static ScheduledThreadPoolExecutor desk() {
        return new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "sync-audit-users");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Deactivate
    void close() {
        if (desk == null || looking == null) {
            return;
        }
        looking.cancel(false);
        desk.shutdown();
        try {
            if (!desk.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The audit could not end its look at the users within {} s: is the disk away?", STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void look() {
        users.look();
        keys.look();
    }

    /** One file, and what is known of it. */
    private static final class Watched {
        private final Path file;
        private final Path memory;
        private final AuditTrail trail;
        private @Nullable Accounts known;
        private @Nullable Accounts seen;
        private String trouble = "";

        Watched(Path file, Path memory, AuditTrail trail) {
            this.file = file;
            this.memory = memory;
            this.trail = trail;
        }

        void look() {
            try {
                Accounts now = Accounts.read(file);
                boolean twice = seen != null && seen.equals(now);
                seen = now;
                if (twice) {
                    take(now);
                }
                trouble = "";
            } catch (IOException | RuntimeException e) {
                explain(e);
            }
        }

        private void take(Accounts now) throws IOException {
            Accounts before =
                    known == null && Files.exists(memory) ? Accounts.ofLines(Files.readAllLines(memory, UTF_8)) : known;
            if (before != null && before.equals(now)) {
                known = now;
                return;
            }
            // First kept, then told: what can't be kept would be told again at each look.
            PrivateFiles.directory(
                    Objects.requireNonNull(memory.toAbsolutePath().getParent()));
            PrivateFiles.replace(memory, String.join("\n", now.lines()).getBytes(UTF_8));
            known = now;
            String name = String.valueOf(file.getFileName());
            if (before == null) {
                trail.record(AuditEvent.of(AuditKind.USER_CHANGED, "")
                        .with("file", name)
                        .with("note", "first look, at " + now.size() + " users and groups"));
            } else {
                before.changedTo(now).forEach(event -> trail.record(event.with("file", name)));
            }
        }

        /** Once, not at every look. */
        private void explain(Exception e) {
            String found = e.toString();
            if (!found.equals(trouble)) {
                trouble = found;
                LOG.warn(
                        "The audit could not look at {} ({}): a change of who may log in may not be recorded. Give the user that runs"
                                + " this service the right to it, and to {}, and room there.",
                        file,
                        found,
                        memory);
            }
        }
    }
}
