package org.multibusiness.sync.shell;

import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.multibusiness.sync.api.engine.NodeView;

/** Completes the addresses of nodes that were heard of and are not linked. */
@Service
public final class KnownPeerCompleter implements Completer {
    @Reference
    Services services;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return new StringsCompleter(addresses()).complete(session, line, candidates);
    }

    private List<String> addresses() {
        return services.operationsIfPresent()
                .map(operations -> operations.nodes().stream()
                        .filter(node -> !node.self() && !node.state().equals("linked"))
                        .map(NodeView::address)
                        .filter(address -> !address.isEmpty())
                        .map(Plain::text)
                        .toList())
                .orElse(List.of());
    }
}
