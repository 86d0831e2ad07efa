package org.multibusiness.sync.shell;

import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.engine.NodeView;

/** {@code sync:nodes}. */
@Service
@Command(
        scope = "sync",
        name = "nodes",
        description = "Lists this node and every other one that was heard of",
        detailedDescription = """
                Lists this node and every other one it knows, with the address, how it
                was found and when it was last heard. For a node that is not linked,
                the lines below the table say why and what to do.

                State: self, linked, alive (heard, not linked), suspect (silent for a
                short while), offline, left (said goodbye), predecessor-version
                (speaks the old protocol; never synced with), wrong-key (has another
                registration key), unknown.

                Example: bin/client 'sync:nodes --json'
                """)
public final class NodesCommand extends SyncCommand<List<NodeView>> {
    private static final List<String> COLUMNS = List.of("Name", "Id", "State", "Address", "Last seen", "Found by");

    @Override
    List<NodeView> ask(Services from) throws CommandException {
        return from.operations().nodes();
    }

    @Override
    void show(List<NodeView> nodes, Page page) {
        page.table(COLUMNS, nodes.stream().map(node -> row(node, page.ages())).toList());
        List<NodeView> unlinked =
                nodes.stream().filter(node -> !node.detail().isEmpty()).toList();
        if (!unlinked.isEmpty()) {
            page.blank();
            unlinked.forEach(node -> page.line(node.nodeName() + ": " + node.detail()));
        }
        page.blank();
        page.next(
                nodes.stream().anyMatch(node -> node.state().equals("linked"))
                        ? "sync:status shows how far each one is."
                        : "no other branch is linked. Check that the others run with the same registration key;"
                                + " sync:discover calls again, sync:peer-add HOST adds one by hand.");
    }

    private static List<String> row(NodeView node, Ages ages) {
        return List.of(
                node.nodeName(),
                node.nodeId().isEmpty() ? "-" : node.nodeId(),
                node.state(),
                node.address(),
                node.self() ? "-" : ages.since(node.lastSeen()),
                String.join(", ", node.via()));
    }
}
