package org.multibusiness.sync.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.audit.AuditEvent;
import org.multibusiness.sync.api.audit.AuditKind;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.engine.SyncInbox;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.api.storage.InboxDecision;
import org.multibusiness.sync.api.storage.LogHead;
import org.multibusiness.sync.api.storage.ParkedChange;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.StorageInspection.JournaledConflict;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits for a person. */
@Component
public final class Inbox implements SyncInbox {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    /** Of what waits, so much is looked through for one transaction. */
    private static final int ALL = 10_000;

    private final SyncNode node;
    private final Providers providers;

    /** Over this node. */
    @Activate
    public Inbox(@Reference SyncNode node, @Reference Providers providers) {
        this.node = node;
        this.providers = providers;
    }

    @Override
    public JournaledConflict conflict(String id) throws StorageException {
        return open().storage()
                .inbox()
                .find(id)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no conflict's id begins with " + id + ". Next: sync:conflicts shows the ids"));
    }

    @Override
    public String resolve(String id, Choice choice, String by) throws StorageException {
        DatabaseSession.Open open = open();
        Conflict conflict = conflict(id).conflict();
        @Nullable
        Dot take = choice.take().isEmpty() ? null : sides(open, conflict).meant(choice.take());
        LogHead head = open.storage()
                .inbox()
                .decide(
                        new InboxDecision(conflict.id(), take, choice.set(), by),
                        node.driver().drift().now());
        node.moved(open, head);
        LOG.info(
                "Conflict {} about a row of {} was decided by {}",
                conflict.id(),
                conflict.key().table(),
                by);
        providers.record(AuditEvent.of(AuditKind.CONFLICT_DECIDED, conflict.id())
                .by(by)
                .with("table", conflict.key().table().toString())
                .with("take", choice.take())
                .with("set", String.join(" ", choice.set().keySet())));
        return "Decided. The row of " + conflict.key().table()
                + " is as you said, here at once and at every branch as soon as it hears of it; there the item closes too.";
    }

    private Sides sides(DatabaseSession.Open open, Conflict conflict) {
        Map<NodeId, String> names = new HashMap<>();
        node.board().known().stream()
                .filter(peer -> !peer.nodeId().isEmpty())
                .forEach(peer -> names.put(new NodeId(peer.nodeId()), peer.name()));
        NodeId self = open.origin().node();
        names.put(self, node.nodeName());
        return new Sides(self, names, conflict.contributions());
    }

    @Override
    public List<ParkedChange> parked(int limit) throws StorageException {
        return open().storage().inbox().parked(limit);
    }

    @Override
    public List<String> retry(String transaction) throws StorageException {
        DatabaseSession.Open open = open();
        if (!transaction.isEmpty() && waiting(open, transaction).isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing of transaction '" + transaction + "' waits. Next: sync:parked shows what does");
        }
        ApplyOutcome outcome = open.storage()
                .applier()
                .retryHeld(node.driver().resolution(), node.driver().drift().now());
        node.moved(open, outcome.head());
        List<String> lines = new ArrayList<>();
        lines.add(outcome.applied() + " row changes were applied, " + outcome.held() + " still wait.");
        if (!transaction.isEmpty()) {
            List<ParkedChange> left = waiting(open, transaction);
            lines.add(
                    left.isEmpty()
                            ? transaction + " is applied."
                            : transaction + " still waits: " + left.get(0).reason());
        }
        return lines;
    }

    private static List<ParkedChange> waiting(DatabaseSession.Open open, String transaction) throws StorageException {
        return open.storage().inbox().parked(ALL).stream()
                .filter(parked -> parked.transaction().equals(transaction))
                .toList();
    }

    private DatabaseSession.Open open() throws StorageException {
        return node.session()
                .current()
                .orElseThrow(() -> new StorageException(
                        "The database is not ready: " + node.session().problem(), true, new IllegalStateException()));
    }
}
