package org.multibusiness.sync.shell;

import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;

/** {@code sync:peer-remove}. */
@Service
@Command(
        scope = "sync",
        name = "peer-remove",
        description = "Removes a branch that was added by hand",
        detailedDescription = """
                Removes a peer that sync:peer-add added. A peer that discovery finds,
                or that calls here, stays linked; peers named in the configuration or
                in SYNC_PEERS are removed there. No data is deleted.

                Example: sync:peer-remove 10.0.0.7:8765
                """)
public final class PeerRemoveCommand extends SyncCommand<Told> {
    @Argument(name = "HOST[:PORT]", description = "The address as it was added; Tab shows those known", required = true)
    @Completion(ManualPeerCompleter.class)
    String address = "";

    @Override
    Told ask(Services from) throws CommandException {
        return Told.of(from.operations().removePeer(address));
    }

    @Override
    Optional<AuditEvent> toRecord(Told answer) {
        return Optional.of(AuditEvent.of(AuditKind.PEER_REMOVED, address));
    }

    @Override
    void show(Told told, Page page) {
        told.messages().forEach(page::line);
        page.next("sync:nodes shows who is left.");
    }
}
