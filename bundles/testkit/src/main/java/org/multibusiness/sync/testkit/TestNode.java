package org.multibusiness.sync.testkit;

import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.LocalNode;

/** A node whose port the test opens and closes. */
public final class TestNode implements LocalNode {
    private final NodeId id;
    private final String name;
    private volatile int port;

    /** A node that listens there; 0: not yet. */
    public TestNode(NodeId id, String name, int port) {
        this.id = id;
        this.name = name;
        this.port = port;
    }

    /** From now on it listens on another port. */
    public void listenOn(int changed) {
        port = changed;
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
        return port;
    }

    @Override
    public String version() {
        return "1.0.0";
    }

    @Override
    public List<String> capabilities() {
        return List.of("sync-v1", "compression", "encryption");
    }
}
