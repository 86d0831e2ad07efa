package org.multibusiness.sync.shell;

import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.multibusiness.sync.api.engine.NodeView;

/** Completes the addresses of nodes that were added by hand; those of all others when none says so. */
@Service
public final class ManualPeerCompleter implements Completer {
    private static final String MANUAL = "manual";

    @Reference
    Services services;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return new StringsCompleter(addresses()).complete(session, line, candidates);
    }

    private List<String> addresses() {
        List<NodeView> others = services.operationsIfPresent().stream()
                .flatMap(operations -> operations.nodes().stream())
                .filter(node -> !node.self() && !node.address().isEmpty())
                .toList();
        List<NodeView> manual =
                others.stream().filter(node -> node.via().contains(MANUAL)).toList();
        return (manual.isEmpty() ? others : manual)
                .stream().map(NodeView::address).map(Plain::text).toList();
    }
}
