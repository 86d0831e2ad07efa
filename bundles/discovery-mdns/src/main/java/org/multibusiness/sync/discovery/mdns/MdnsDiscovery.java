package org.multibusiness.sync.discovery.mdns;

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
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
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

/** Finds peers by DNS-SD. Thread-safe; no method blocks but the deactivation, which takes seconds at most. */
@Component(
        service = {PeerDiscovery.class, NetworkListener.class, ProviderProblem.class},
        immediate = true,
        configurationPid = MdnsDiscovery.PID)
@Designate(ocd = MdnsDiscovery.Config.class)
public final class MdnsDiscovery implements PeerDiscovery, NetworkListener, ProviderProblem {
    static final String PID = "org.multibusiness.sync.discovery.mdns";
    static final String NAME = "mdns";

    private static final Logger LOG = LoggerFactory.getLogger(MdnsDiscovery.class);

    private final MdnsLoop loop;
    private volatile Settings settings;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable BeaconLedger ledger;

    /** Keys of {@code etc/org.multibusiness.sync.discovery.mdns.cfg}; texts, so that a bad value can be answered by name. */
    @ObjectClassDefinition(
            name = "Multi-Business Sync: DNS-SD discovery",
            description = "The service _multibiz-sync._tcp on the own network, as Avahi and Bonjour show it.")
    public @interface Config {
        /** Whether to be seen. */
        @AttributeDefinition(
                name = "Announce",
                description = "true: this node is announced. false: it only looks for others.")
        String announce() default "true";
    }

    /** Starts to look and to announce, in the background. */
    @Activate
    public MdnsDiscovery(
            Config config,
            @Reference ComponentServiceObjects<LocalNode> local,
            @Reference PeerSecurity security,
            @Reference NetworkMonitor network) {
        this(Settings.from(config, Settings.DEFAULTS), local::getService, security, network);
    }

    MdnsDiscovery(
            Settings settings, Supplier<@Nullable LocalNode> local, PeerSecurity security, NetworkMonitor network) {
        this.settings = settings;
        settings.rejections().forEach(LOG::error);
        this.loop =
                new MdnsLoop(settings, new LateNode(local), security, network, () -> Optional.ofNullable(this.ledger));
        loop.start();
    }

    /** Takes the good values of a changed configuration. */
    @Modified
    void modified(Config config) {
        Settings changed = Settings.from(config, settings);
        changed.rejections().forEach(LOG::error);
        settings = changed;
        loop.apply(changed);
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

    /** For tests, where nobody fills the field. */
    void noteIn(BeaconLedger chosen) {
        ledger = chosen;
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
    public String provider() {
        return "discovery";
    }

    @Override
    public String problem() {
        return String.join(" ", settings.rejections());
    }

    @Override
    public void networkChanged(NetworkSnapshot snapshot) {
        loop.networkChanged();
    }
}
