package org.multibusiness.sync.discovery.multicast;

import java.io.File;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.discovery.BeaconLedger;
import org.multibusiness.sync.api.discovery.CandidateListener;
import org.multibusiness.sync.api.discovery.LocalNode;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerDiscovery;
import org.multibusiness.sync.api.engine.ProviderProblem;
import org.multibusiness.sync.api.network.NetworkListener;
import org.multibusiness.sync.api.network.NetworkMonitor;
import org.multibusiness.sync.api.network.NetworkSnapshot;
import org.multibusiness.sync.api.security.PeerSecurity;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds peers by multicast. It waits for its configuration, so that it never announces to a group that nobody chose. Thread-safe;
 * no method blocks but the deactivation, which takes seconds at most.
 */
@Component(
        service = {PeerDiscovery.class, NetworkListener.class, ProviderProblem.class},
        immediate = true,
        configurationPid = MulticastDiscovery.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MulticastDiscovery.Config.class)
public final class MulticastDiscovery implements PeerDiscovery, NetworkListener, ProviderProblem {
    static final String PID = "org.multibusiness.sync.discovery.multicast";
    static final String NAME = "multicast";

    private static final Logger LOG = LoggerFactory.getLogger(MulticastDiscovery.class);

    private final PresenceLoop loop;
    private volatile Settings settings;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable BeaconLedger ledger;

    /** Keys of {@code etc/org.multibusiness.sync.discovery.multicast.cfg}; texts, so that a bad value can be answered by name. */
    @ObjectClassDefinition(
            name = "Multi-Business Sync: Multicast discovery",
            description = "Presence messages on the own network. All servers need the same group and port.")
    public @interface Config {
        /** An IPv4 multicast address. */
        @AttributeDefinition(
                name = "Multicast group",
                description = "An IPv4 address from 224.0.0.0 to 239.255.255.255.")
        String multicast_group() default "224.0.0.251";

        /** A UDP port. */
        @AttributeDefinition(name = "UDP port", description = "1 to 65535.")
        String multicast_port() default "5353";

        /** Milliseconds. */
        @AttributeDefinition(
                name = "Presence interval (ms)",
                description = "Between two announcements, 1000 to 3600000; every change is announced at once.")
        String presence_interval_ms() default "30000";

        /** Milliseconds. */
        @AttributeDefinition(
                name = "Peer time-out (ms)",
                description = "Silence after which a peer is no longer offered; four intervals or more are good.")
        String peer_timeout_ms() default "120000";
    }

    /** Starts to listen and to announce, in the background. */
    @Activate
    public MulticastDiscovery(
            BundleContext bundle,
            Config config,
            @Reference ComponentServiceObjects<LocalNode> local,
            @Reference PeerSecurity security,
            @Reference NetworkMonitor network) {
        this(Settings.from(config, Settings.DEFAULTS), local::getService, security, network, incarnation(bundle));
    }

    MulticastDiscovery(
            Settings settings,
            Supplier<@Nullable LocalNode> local,
            PeerSecurity security,
            NetworkMonitor network,
            long incarnation) {
        this.settings = settings;
        settings.rejections().forEach(LOG::error);
        this.loop = new PresenceLoop(
                settings, new LateNode(local), security, network, incarnation, () -> Optional.ofNullable(this.ledger));
        loop.start();
    }

    private static long incarnation(BundleContext bundle) {
        File file = bundle.getDataFile("incarnation");
        return Incarnation.next(
                file == null ? null : file.toPath(), Clock.systemUTC().millis());
    }

    /** Takes the good values of a changed configuration; another group is joined without a goodbye to the old one. */
    @Modified
    void modified(Config config) {
        apply(Settings.from(config, settings));
    }

    void apply(Settings changed) {
        changed.rejections().forEach(LOG::error);
        settings = changed;
        loop.apply(changed);
    }

    @Override
    public String provider() {
        return "discovery";
    }

    @Override
    public String problem() {
        return String.join(" ", settings.rejections());
    }

    @Deactivate
    void deactivate() {
        loop.close();
    }

    /**
     * The listener is fetched later, on our thread: it may be somebody who is just being made and needs us for that, and to
     * fetch it now would lead round in a circle.
     */
    @Reference(
            service = CandidateListener.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void bindListener(ServiceReference<CandidateListener> key, ComponentServiceObjects<CandidateListener> source) {
        addListener(key, source::getService);
    }

    void unbindListener(ServiceReference<CandidateListener> key) {
        removeListener(key);
    }

    void addListener(Object key, Supplier<@Nullable CandidateListener> source) {
        loop.add(key, source);
    }

    void removeListener(Object key) {
        loop.remove(key);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<PeerCandidate> candidates() {
        return loop.candidates();
    }

    @Override
    public void announce() {
        loop.announce();
    }

    @Override
    public String condition() {
        return loop.condition();
    }

    @Override
    public void networkChanged(NetworkSnapshot snapshot) {
        loop.networkChanged();
    }

    /** For tests, where nobody fills the field. */
    void noteIn(BeaconLedger chosen) {
        ledger = chosen;
    }

    GroupReceiver.Inbox inbox() {
        return loop.inbox();
    }

    RefusalCounts refusals() {
        return loop.refusals();
    }
}
