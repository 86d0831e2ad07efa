package org.multibusiness.sync.discovery.choice;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.apache.karaf.features.DeploymentEvent;
import org.apache.karaf.features.DeploymentListener;
import org.apache.karaf.features.Feature;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.features.FeaturesService.Option;

/**
 * Karaf's features, as far as they are discoveries. A change that is asked for while another one is carried out starts from the
 * state before it, and would undo it: so {@link #awaitQuiet} comes first.
 */
final class KarafFeatures implements Features, DeploymentListener {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** An optional import that could be bound anew is no reason to restart what uses it. */
    private static final EnumSet<Option> GENTLY = EnumSet.of(Option.NoAutoRefreshBundles);

    private final FeaturesService features;
    private final String version;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition quiet = lock.newCondition();
    private boolean deploying;

    KarafFeatures(FeaturesService features, String version) {
        this.features = features;
        this.version = version;
        features.registerListener(this);
    }

    @Override
    public void close() {
        features.unregisterListener(this);
    }

    /** At registration Karaf tells the last event. */
    @Override
    public void deploymentEvent(DeploymentEvent event) {
        lock.lock();
        try {
            deploying = event != DeploymentEvent.DEPLOYMENT_FINISHED;
            quiet.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void awaitQuiet() throws InterruptedException {
        long left = PATIENCE.toNanos();
        lock.lock();
        try {
            while (deploying && left > 0) {
                left = quiet.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SortedSet<String> installed() throws IOException, InterruptedException {
        Set<String> names = asked(() -> Arrays.stream(features.listInstalledFeatures())
                .map(Feature::getName)
                .collect(Collectors.toSet()));
        SortedSet<String> words = new TreeSet<>(Choice.ALLOWED);
        words.removeIf(word -> !names.contains(Choice.feature(word)));
        return words;
    }

    @Override
    public void install(SortedSet<String> words) throws IOException, InterruptedException {
        asked(() -> {
            features.installFeatures(
                    words.stream()
                            .map(word -> Choice.feature(word) + "/" + version)
                            .collect(Collectors.toSet()),
                    GENTLY);
            return true;
        });
    }

    @Override
    public void uninstall(SortedSet<String> words) throws IOException, InterruptedException {
        asked(() -> {
            features.uninstallFeatures(words.stream().map(Choice::feature).collect(Collectors.toSet()), GENTLY);
            return true;
        });
    }

    private interface Question<T> {
        // Karaf's methods declare it.
        @SuppressWarnings("checkstyle:IllegalThrows")
        T ask() throws Exception;
    }

    private static <T> T asked(Question<T> question) throws IOException, InterruptedException {
        try {
            return question.ask();
        } catch (InterruptedException | IOException plain) {
            throw plain;
        } catch (Exception refused) {
            throw new IOException(String.valueOf(refused.getMessage()), refused);
        }
    }
}
