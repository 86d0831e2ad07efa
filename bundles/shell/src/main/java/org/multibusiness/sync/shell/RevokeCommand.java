package org.multibusiness.sync.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;
import org.multibusiness.sync.api.engine.NodeView;
import org.multibusiness.sync.api.security.Revocation;

/** {@code sync:revoke}. */
@Service
@Command(
        scope = "sync",
        name = "revoke",
        description = "Expels a server from the group for good, for example a stolen one",
        detailedDescription = """
                Expels a server: its links are cut at once, here and at every server
                that hears of it, and it is not let in again. This can't be taken
                back; the server may come back with a new identity (take
                data/sync/identity away there, and set node.adopt-log in its
                etc/org.multibusiness.sync.engine.cfg to the id that it had). No
                data is deleted. Without NODE: lists who was expelled.

                A stolen server knows the registration key. With it somebody could
                come in as a new server, so rotate the key, too, without grace:
                sync:key-rotate --grace 0s

                Examples: sync:revoke 0123456789abcdef
                          sync:revoke harbour
                """)
public final class RevokeCommand extends SyncCommand<List<Revocation>> {
    private static final List<String> COLUMNS = List.of("Node", "Expelled", "By node");

    @Argument(name = "NODE", description = "Its id, or its name; sync:nodes shows both", multiValued = true)
    @Completion(NodeCompleter.class)
    List<String> words = new ArrayList<>();

    @Override
    List<Revocation> ask(Services from) throws CommandException {
        if (words.isEmpty()) {
            return from.trust().revocations();
        }
        String node = Words.first("NODE", words, Map.of("--json", () -> json = true), Map.of());
        return List.of(from.trust().revoke(id(node, from)));
    }

    /** A name must lead to one node; what is no name is left to the trust service to judge. */
    private static String id(String node, Services from) {
        List<String> named = from.operationsIfPresent()
                .map(operations -> operations.nodes().stream()
                        .filter(known ->
                                known.nodeName().equals(node) && !known.nodeId().isEmpty())
                        .map(NodeView::nodeId)
                        .distinct()
                        .toList())
                .orElse(List.of());
        if (named.size() > 1) {
            throw new IllegalArgumentException("'" + node + "' is the name of " + named.size()
                    + " nodes. Next: give the id of the one you mean: " + String.join(", ", named));
        }
        return named.isEmpty() ? node : named.get(0);
    }

    @Override
    Optional<AuditEvent> toRecord(List<Revocation> answer) {
        return words.isEmpty()
                ? Optional.empty()
                : Optional.of(AuditEvent.of(
                        AuditKind.NODE_REVOKED, answer.get(0).node().value()));
    }

    @Override
    void show(List<Revocation> revocations, Page page) {
        if (revocations.isEmpty()) {
            page.line("Nobody was expelled.");
            page.next("sync:revoke NODE expels one.");
            return;
        }
        page.table(
                COLUMNS,
                revocations.stream()
                        .map(one -> List.of(
                                one.node().value(),
                                page.ages().since(one.at().toString()),
                                one.by().value()))
                        .toList());
        page.next(
                words.isEmpty()
                        ? "nothing needs doing."
                        : "that server still knows the registration key: sync:key-rotate --grace 0s shuts that door, too.");
    }
}
