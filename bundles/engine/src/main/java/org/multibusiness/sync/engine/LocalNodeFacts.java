package org.multibusiness.sync.engine;

import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.LocalNode;
import org.multibusiness.sync.api.security.PeerSecurity;
import org.multibusiness.sync.api.transport.PeerTransport;
import org.multibusiness.sync.core.wire.Message;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node says about itself, as soon as its identity is known. Refers to nothing of the engine: the engine refers to
 * discoveries, discoveries refer to this, and a circle would leave one of them unbound.
 */
@Component(configurationPid = EngineConfig.PID)
public final class LocalNodeFacts implements LocalNode {
    static final List<String> CAPABILITIES = List.of(
            "sync-v2", "compression", "encryption", "peers", Message.Columns.CAPABILITY, Message.Part.LARGE_VALUES);

    private static final Logger LOG = LoggerFactory.getLogger(LocalNodeFacts.class);

    private final NodeId id;
    private volatile String name;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<PeerTransport> transports = List.of();

    /** Reads identity and name. */
    @Activate
    public LocalNodeFacts(EngineConfig config, @Reference PeerSecurity security) {
        this.id = security.identity().id();
        this.name = EngineSettings.defaults().nodeName();
        modified(config);
    }

    /** Takes a changed name; the engine reports a bad one. */
    @Modified
    final void modified(EngineConfig config) {
        try {
            name = EngineSettings.from(config).nodeName();
        } catch (IllegalArgumentException e) {
            LOG.debug("The last good name stays; SyncNode, which reads the same configuration, says what is wrong", e);
        }
    }

    @Override
    public NodeId id() {
        return id;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int port() {
        return transports.stream()
                .mapToInt(PeerTransport::port)
                .filter(port -> port > 0)
                .findFirst()
                .orElse(0);
    }

    @Override
    public String version() {
        return productVersion();
    }

    @Override
    public List<String> capabilities() {
        return CAPABILITIES;
    }

    static String productVersion() {
        Version version = FrameworkUtil.getBundle(LocalNodeFacts.class).getVersion();
        return version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
    }
}
