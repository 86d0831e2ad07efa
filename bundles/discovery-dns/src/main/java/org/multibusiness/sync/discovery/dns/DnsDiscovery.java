package org.multibusiness.sync.discovery.dns;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.discovery.CandidateListener;
import org.multibusiness.sync.api.discovery.PeerCandidate;
import org.multibusiness.sync.api.discovery.PeerDiscovery;
import org.multibusiness.sync.api.engine.ProviderProblem;
import org.multibusiness.sync.api.network.NetworkListener;
import org.multibusiness.sync.api.network.NetworkSnapshot;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.ResolverConfig;

/** Finds peers by the records of a domain. Thread-safe; no method blocks but the deactivation, which takes seconds at most. */
@Component(
        service = {PeerDiscovery.class, NetworkListener.class, ProviderProblem.class},
        immediate = true,
        configurationPid = DnsDiscovery.PID)
@Designate(ocd = DnsDiscovery.Config.class)
public final class DnsDiscovery implements PeerDiscovery, NetworkListener, ProviderProblem {
    static final String PID = "org.multibusiness.sync.discovery.dns";
    static final String NAME = "dns";

    private static final Logger LOG = LoggerFactory.getLogger(DnsDiscovery.class);

    private final DnsLoop loop;
    private volatile Settings settings;
    private volatile String address = "";

    /** Keys of {@code etc/org.multibusiness.sync.discovery.dns.cfg}; texts, so that a bad value can be answered by name. */
    @ObjectClassDefinition(
            name = "Multi-Business Sync: DNS discovery",
            description = "Peers from SRV, TXT or address records of a domain of your own.")
    public @interface Config {
        /** Where the records are. */
        @AttributeDefinition(name = "Domain", description = "For example branches.example.org. Empty: none.")
        String domain() default "";

        /** Whom to ask. */
        @AttributeDefinition(
                name = "Name servers",
                description =
                        "Addresses in digits, separated by commas, with a port if it isn't 53. Empty: the system's.")
        String servers() default "";

        /** Milliseconds. */
        @AttributeDefinition(
                name = "Refresh (ms)",
                description =
                        "Longest time between two looks, 1000 to 86400000; records that live shorter are looked up"
                                + " again when their time is over.")
        String refresh_ms() default "300000";

        /** Milliseconds. */
        @AttributeDefinition(name = "Time-out (ms)", description = "For one name server, 100 to 10000.")
        String timeout_ms() default "2000";
    }

    /** Begins to look, in the background. */
    @Activate
    public DnsDiscovery(Config config) {
        this(Settings.from(config, Settings.DEFAULTS), DnsDiscovery::systemServers);
    }

    DnsDiscovery(Settings settings, Supplier<List<InetSocketAddress>> systemServers) {
        this.settings = settings;
        settings.rejections().forEach(LOG::error);
        this.loop = new DnsLoop(settings, systemServers);
        loop.look();
    }

    /** Read anew each time: DHCP brings other servers. */
    private static List<InetSocketAddress> systemServers() {
        ResolverConfig.refresh();
        return ResolverConfig.getCurrentConfig().servers();
    }

    /** Takes the good values of a changed configuration and looks at once. */
    @Modified
    void modified(Config config) {
        apply(Settings.from(config, settings));
    }

    void apply(Settings changed) {
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
        loop.look();
    }

    @Override
    public String condition() {
        return loop.condition() + (settings.rejections().isEmpty() ? "" : "; " + problem());
    }

    @Override
    public String provider() {
        return "discovery";
    }

    @Override
    public String problem() {
        return String.join(" ", settings.rejections());
    }

    /** With another address there may be other name servers, and other answers. */
    @Override
    public void networkChanged(NetworkSnapshot snapshot) {
        if (!snapshot.chosenAddress().equals(address)) {
            address = snapshot.chosenAddress();
            loop.look();
        }
    }
}
