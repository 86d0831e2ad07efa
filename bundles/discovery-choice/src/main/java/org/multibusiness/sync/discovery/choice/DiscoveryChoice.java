package org.multibusiness.sync.discovery.choice;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.features.BootFinished;
import org.apache.karaf.features.FeaturesService;
import org.multibusiness.sync.api.engine.ProviderProblem;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out {@code SYNC_DISCOVERY}: after the boot, and when the configuration changes, on a thread that lives as long as there is
 * something to do. Thread-safe.
 */
@Component(service = ProviderProblem.class, immediate = true, configurationPid = DiscoveryChoice.PID)
@Designate(ocd = DiscoveryChoice.Config.class)
public final class DiscoveryChoice implements ProviderProblem {
    static final String PID = "org.multibusiness.sync.discovery.choice";

    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryChoice.class);
    private static final long IDLE_SECONDS = 1;
    private static final long STOP_SECONDS = 2;

    private final Features features;
    private final ChoiceMemory memory;
    private final ThreadPoolExecutor thread;
    private volatile Choice choice;
    private volatile List<String> failures = List.of();

    /** Keys of {@code etc/org.multibusiness.sync.discovery.choice.cfg}. */
    @ObjectClassDefinition(
            name = "Multi-Business Sync: Which discoveries run",
            description = "Carried out when it changes; what is installed by hand afterwards stays.")
    public @interface Config {
        /** Words. */
        @AttributeDefinition(
                name = "Discoveries",
                description = "multicast, mdns, dns, manual, separated by commas. Empty: multicast,manual.")
        String discoveries() default "multicast,manual";
    }

    /** Begins to carry out what the configuration says. The boot is over by then: two changes at once would undo each other. */
    @Activate
    public DiscoveryChoice(
            BundleContext bundle,
            Config config,
            @Reference FeaturesService features,
            @Reference BootFinished bootIsOver) {
        this(
                config.discoveries(),
                new KarafFeatures(features, plain(bundle.getBundle().getVersion())),
                memory(bundle));
    }

    DiscoveryChoice(String discoveries, Features features, ChoiceMemory memory) {
        this.features = features;
        this.memory = memory;
        this.choice = Choice.read(discoveries, Choice.DEFAULT);
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> {
                    Thread created = new Thread(work, "sync-discovery-choice");
                    created.setDaemon(true);
                    return created;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        thread.allowCoreThreadTimeOut(true);
        choice.rejections().forEach(LOG::error);
        thread.execute(this::carryOut);
    }

    private static String plain(Version version) {
        return version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
    }

    private static ChoiceMemory memory(BundleContext bundle) {
        File file = bundle.getDataFile("carried-out");
        return new ChoiceMemory(file == null ? null : file.toPath());
    }

    /** Takes the good words of a changed configuration. */
    @Modified
    void modified(Config config) {
        apply(config.discoveries());
    }

    void apply(String discoveries) {
        choice = Choice.read(discoveries, choice.words());
        choice.rejections().forEach(LOG::error);
        thread.execute(this::carryOut);
    }

    @Deactivate
    void deactivate() throws InterruptedException {
        thread.shutdownNow();
        features.close();
        if (!thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("A change of the discoveries is still being carried out; the choice stops without it");
        }
    }

    @Override
    public String provider() {
        return "discovery";
    }

    @Override
    public String problem() {
        List<String> problems = new ArrayList<>(choice.rejections());
        problems.addAll(failures);
        return String.join(" ", problems);
    }

    private void carryOut() {
        Choice wanted = choice;
        try {
            features.awaitQuiet();
            Choice.Steps steps = wanted.after(memory.read(), features.installed());
            if (!steps.install().isEmpty()) {
                features.install(steps.install());
            }
            if (!steps.uninstall().isEmpty()) {
                features.uninstall(steps.uninstall());
            }
            memory.write(wanted.words());
            failures = List.of();
            if (!steps.none()) {
                LOG.info("Discoveries: {}; started {}, stopped {}", wanted.words(), steps.install(), steps.uninstall());
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException refused) {
            failures = List.of(failure(wanted.words(), refused));
            LOG.error("{}", failures.get(0), refused);
        }
    }

    private static String failure(SortedSet<String> words, Throwable refused) {
        return "The discoveries " + words + " that SYNC_DISCOVERY names could not be started: " + refused.getMessage()
                + ". It is tried again at the next start or change of etc/" + PID
                + ".cfg. Next: feature:list | grep sync-discovery, then feature:install by hand says more.";
    }
}
