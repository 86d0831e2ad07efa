package org.multibusiness.sync.shell;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;
import org.multibusiness.sync.api.security.Rotation;

/** {@code sync:key-rotate}. */
@Service
@Command(
        scope = "sync",
        name = "key-rotate",
        description = "Replaces the registration key on all servers while they work",
        detailedDescription = """
                Makes a new registration key, tells it to every linked server over its
                link, and uses it from now on. Links that are up stay up. A server
                that is away is let in with the former key until the grace period
                ends, and gets the new one then. One that comes later is refused and
                told why; copy etc/sync.key to it.

                --grace TIME: 0s to 30d, for example 90s, 5m, 2h, 7d. 0s is for a key
                that may be in wrong hands: only who is linked now goes on.

                Examples: sync:key-rotate
                          sync:key-rotate --grace 7d
                """)
public final class KeyRotateCommand extends SyncCommand<Rotation> {
    @Option(name = "--grace", description = "How long the former key admits, too", valueToShowInHelp = "5m")
    String grace = "5m";

    @Override
    Rotation ask(Services from) throws CommandException {
        return from.trust().rotate(Span.of("--grace", grace));
    }

    @Override
    Optional<AuditEvent> toRecord(Rotation answer) {
        return Optional.of(AuditEvent.of(AuditKind.KEY_CHANGED, "")
                .with("fingerprint", answer.key().fingerprint())
                .with("grace", grace));
    }

    @Override
    void show(Rotation rotation, Page page) {
        KeyShowCommand.print(rotation.key(), page);
        page.fact("Told", rotation.told().isEmpty() ? "nobody: no server is linked" : names(rotation.told()));
        page.fact("Not told", names(rotation.absent()));
        page.next(
                rotation.absent().isEmpty()
                        ? "sync:key-show on the other servers shows the same fingerprint."
                        : "start or link those that were not told within the grace period, or copy the file to them; of"
                                + " those that are gone for good nothing is needed.");
    }

    private static String names(List<NodeId> nodes) {
        return nodes.stream().map(NodeId::value).collect(Collectors.joining(", "));
    }
}
