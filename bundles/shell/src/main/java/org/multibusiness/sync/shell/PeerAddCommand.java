package org.multibusiness.sync.shell;

import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;

/** {@code sync:peer-add}. */
@Service
@Command(
        scope = "sync",
        name = "peer-add",
        description = "Adds a branch by its address and calls it",
        detailedDescription = """
                Adds a peer by hand and dials it at once. For branches that discovery
                can't find: another network, a VPN, a switch that drops multicast. One
                side is enough: the link serves both directions. Kept across restarts.

                HOST is a name, an IPv4 address, or an IPv6 address in brackets;
                without PORT the sync port 8765 is used.

                Examples: sync:peer-add branch2.example.org
                          sync:peer-add 10.0.0.7:8765
                          sync:peer-add [fd00::7]:8765
                """)
public final class PeerAddCommand extends SyncCommand<Told> {
    @Argument(
            name = "HOST[:PORT]",
            description = "The other branch server, for example 10.0.0.7 or branch2.example.org:8765",
            required = true)
    @Completion(KnownPeerCompleter.class)
    String address = "";

    @Override
    Told ask(Services from) throws CommandException {
        return Told.of(from.operations().addPeer(address));
    }

    @Override
    Optional<AuditEvent> toRecord(Told answer) {
        return Optional.of(AuditEvent.of(AuditKind.PEER_ADDED, address));
    }

    @Override
    void show(Told told, Page page) {
        told.messages().forEach(page::line);
        page.next("sync:nodes shows whether it is linked, and if not, why.");
    }
}
