package org.multibusiness.sync.shell;

import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.multibusiness.sync.api.engine.NodeView;

/** Completes the ids of the other nodes. */
@Service
public final class NodeCompleter implements Completer {
    @Reference
    Services services;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return new StringsCompleter(ids()).complete(session, line, candidates);
    }

    private List<String> ids() {
        return services.operationsIfPresent()
                .map(operations -> operations.nodes().stream()
                        .filter(node -> !node.self())
                        .map(NodeView::nodeId)
                        .filter(id -> !id.isEmpty())
                        .map(Plain::text)
                        .toList())
                .orElse(List.of());
    }
}
