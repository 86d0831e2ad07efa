package org.multibusiness.sync.security;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;
import org.multibusiness.sync.api.audit.AuditTrail;
import org.multibusiness.sync.api.engine.ProviderProblem;
import org.multibusiness.sync.api.security.GroupTrust;
import org.multibusiness.sync.api.security.PairingDesk;
import org.multibusiness.sync.api.security.PeerSecurity;
import org.multibusiness.sync.api.transport.PairingLine;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers {@link PeerSecurity} when, and only when, key and identity are good; until then it says why not and looks again, so
 * that a mended key file counts without a restart. It registers the service itself for that reason, and for another: the
 * properties of a declared service would show the registration key to everybody who lists services.
 *
 * <p>Everything happens on one thread that exists while there is something to do.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = SecurityConfig.PID)
@Designate(ocd = SecurityConfig.class)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"org.multibusiness.sync.api.security.PeerSecurity\"",
        uses = PeerSecurity.class)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"org.multibusiness.sync.api.security.GroupTrust\"",
        uses = GroupTrust.class)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"org.multibusiness.sync.api.security.PairingDesk\"",
        uses = PairingDesk.class)
public final class SecurityGate implements ProviderProblem {
    private static final Logger LOG = LoggerFactory.getLogger(SecurityGate.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
    private static final long STOP_SECONDS = 5;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AuditTrail trail;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PairingLine line;

    private final Function<PinnedSecurity, Runnable> offer;
    private final Duration lookAgain;
    private final ScheduledThreadPoolExecutor desk;
    private volatile Settings settings;
    private volatile @Nullable PinnedSecurity security;
    private @Nullable Runnable withdraw;
    private @Nullable Future<?> nextLook;
    private @Nullable ServiceRegistration<ProviderProblem> told;
    private @Nullable ServiceRegistration<PairingDesk> paired;
    private volatile String problem = "";

    /** Called by the container. */
    @Activate
    public SecurityGate(SecurityConfig config, BundleContext context) {
        this(
                Settings.from(config, context::getProperty, System::getenv),
                service -> offered(context, service),
                LOOK_AGAIN);
        told = context.registerService(ProviderProblem.class, this, null);
        paired = context.registerService(PairingDesk.class, new Desk(new PairingOffice(this), Clock.systemUTC()), null);
    }

    /**
     * For tests.
     *
     * @param offer offers the service, gives what withdraws it
     */
    SecurityGate(Settings settings, Function<PinnedSecurity, Runnable> offer, Duration lookAgain) {
        this.settings = settings;
        this.offer = offer;
        this.lookAgain = lookAgain;
        this.desk = desk();
        desk.execute(() -> apply(settings));
    }

    @Modified
    void modified(SecurityConfig config, BundleContext context) {
        change(Settings.from(config, context::getProperty, System::getenv));
    }

    void change(Settings changed) {
        desk.execute(() -> apply(changed));
    }

    /** Withdraws the service, in bounded time. */
    @Deactivate
    void close() {
        if (desk.isShutdown()) {
            return;
        }
        if (told != null) {
            told.unregister();
        }
        if (paired != null) {
            paired.unregister();
        }
        desk.execute(this::withdraw);
        desk.shutdown();
        try {
            if (!desk.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                desk.shutdownNow();
                LOG.warn("Those who use the security service did not let go of it within {} s.", STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            desk.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String provider() {
        return "security";
    }

    @Override
    public String problem() {
        PinnedSecurity opened = security;
        return problem.isEmpty() && opened != null ? opened.problem() : problem;
    }

    private void apply(Settings changed) {
        settings = changed;
        if (nextLook != null) {
            nextLook.cancel(false);
        }
        try {
            PinnedSecurity opened = security;
            if (opened == null) {
                open();
            } else {
                rekey(opened);
            }
            problem = "";
        } catch (SecuritySetupException e) {
            explain(e);
        } catch (RuntimeException e) {
            // Nobody is above this thread to hear of it.
            LOG.error(
                    "The security configuration could not be applied. This is a defect: please report it with this trace.",
                    e);
        }
    }

    private void open() throws SecuritySetupException {
        PinnedSecurity opened =
                PinnedSecurity.open(settings.identityDirectory(), settings.registrationKey(), InstantSource.system());
        opened.keep(settings.presencePrivacy());
        opened.onEnrolled(peer -> record(
                AuditEvent.of(AuditKind.PEER_ENROLLED, peer.id().value()).with("fingerprint", peer.fingerprint())));
        opened.onTold(this::record);
        security = opened;
        withdraw = offer.apply(opened);
        LOG.info(
                "Node {} is ready to meet others. Its registration key has the hash {}…: servers that work together show the same.",
                opened.identity().id(),
                opened.registrationKeyHash().substring(0, 8));
    }

    private void rekey(PinnedSecurity opened) throws SecuritySetupException {
        String before = opened.registrationKeyHash();
        PresencePrivacy privacy = settings.presencePrivacy();
        opened.configure(settings.registrationKey());
        opened.keep(privacy);
        if (!opened.registrationKeyHash().equals(before)) {
            LOG.info(
                    "The registration key was changed; its hash is now {}…. New links need it, links that are up stay up.",
                    opened.registrationKeyHash().substring(0, 8));
            record(AuditEvent.of(AuditKind.KEY_CHANGED, "")
                    .with("hash", opened.registrationKeyHash().substring(0, 8)));
        }
    }

    /** What is in force; empty while nothing is. */
    Optional<PinnedSecurity> opened() {
        return Optional.ofNullable(security);
    }

    Settings settings() {
        return settings;
    }

    void record(AuditEvent event) {
        AuditTrail told = trail;
        if (told != null) {
            told.record(event);
        }
    }

    /** Says it once, not at every look. */
    private void explain(SecuritySetupException e) {
        String found = String.valueOf(e.getMessage());
        if (!found.equals(problem)) {
            problem = found;
            LOG.error("{}{}", found, security == null ? "" : " The last good configuration stays in force.");
        }
        if (security == null) {
            nextLook = desk.schedule(() -> apply(settings), lookAgain.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void withdraw() {
        if (withdraw != null) {
            withdraw.run();
            withdraw = null;
        }
    }

    private static Runnable offered(BundleContext context, PinnedSecurity service) {
        ServiceRegistration<PeerSecurity> security = context.registerService(PeerSecurity.class, service, null);
        ServiceRegistration<GroupTrust> trust = context.registerService(GroupTrust.class, service.trust(), null);
        return () -> {
            trust.unregister();
            security.unregister();
        };
    }

    private static ScheduledThreadPoolExecutor desk() {
        ScheduledThreadPoolExecutor desk = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "sync-security");
            thread.setDaemon(true);
            return thread;
        });
        desk.setKeepAliveTime(1, TimeUnit.SECONDS);
        desk.allowCoreThreadTimeOut(true);
        desk.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return desk;
    }
}
