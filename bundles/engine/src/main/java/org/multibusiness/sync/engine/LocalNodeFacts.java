package org.multibusiness.sync.engine;

import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.LocalNode;
import org.multibusiness.sync.api.security.PeerSecurity;
import org.multibusiness.sync.api.transport.PeerTransport;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What this node says about itself, as soon as its identity is known. */
@Component
public final class LocalNodeFacts implements LocalNode {
    private final NodeId id;
    private final SyncNode node;
    private final Providers providers;

    /** Reads the identity. */
    @Activate
    public LocalNodeFacts(@Reference PeerSecurity security, @Reference Providers providers, @Reference SyncNode node) {
        this.id = security.identity().id();
        this.node = node;
        this.providers = providers;
    }

    @Override
    public NodeId id() {
        return id;
    }

    @Override
    public String name() {
        return node.nodeName();
    }

    @Override
    public int port() {
        return providers.transports().stream()
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

    static final List<String> CAPABILITIES = List.of("sync-v2", "compression", "encryption");

    static String productVersion() {
        Version version = FrameworkUtil.getBundle(LocalNodeFacts.class).getVersion();
        return version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
    }
}
