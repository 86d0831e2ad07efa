package org.multibusiness.sync.discovery.mdns;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.discovery.LocalNode;

/**
 * The local node, fetched when it is first needed. Who offers it may refer to all discoveries, this one included: to fetch it
 * while this one is being made would lead round in a circle. It doesn't
 * implement the interface: that would tie this bundle to one minor version of it. Used by the loop's thread.
 */
final class LateNode {
    private final Supplier<@Nullable LocalNode> source;
    private @Nullable LocalNode node;

    LateNode(Supplier<@Nullable LocalNode> source) {
        this.source = source;
    }

    /** Whether it is there; tries to fetch it. */
    boolean ready() {
        if (node == null) {
            node = source.get();
        }
        return node != null;
    }

    private LocalNode node() {
        LocalNode fetched = node;
        if (fetched == null) {
            throw new IllegalStateException("the local node was asked before it was ready");
        }
        return fetched;
    }

    NodeId id() {
        return node().id();
    }

    String name() {
        return node().name();
    }

    int port() {
        return node().port();
    }

    String version() {
        return node().version();
    }

    List<String> capabilities() {
        return node().capabilities();
    }
}
