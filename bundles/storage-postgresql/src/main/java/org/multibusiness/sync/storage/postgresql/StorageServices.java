package org.multibusiness.sync.storage.postgresql;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.multibusiness.sync.api.Branch;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.api.storage.ChangeApplier;
import org.multibusiness.sync.api.storage.ChangeCapture;
import org.multibusiness.sync.api.storage.ChangeLog;
import org.multibusiness.sync.api.storage.ConflictInbox;
import org.multibusiness.sync.api.storage.Database;
import org.multibusiness.sync.api.storage.DatabaseState;
import org.multibusiness.sync.api.storage.DiskUse;
import org.multibusiness.sync.api.storage.InboxDecision;
import org.multibusiness.sync.api.storage.LogHead;
import org.multibusiness.sync.api.storage.LogRetention;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.ParkedChange;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.api.storage.StagedPart;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.StorageInspection;
import org.multibusiness.sync.api.storage.TableStatus;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.storage.postgresql.log.PostgresqlRetention;

/** The services that this bundle offers, whatever database they work on at the moment. */
final class StorageServices
        implements Database, ChangeCapture, ChangeLog, LogRetention, ChangeApplier, StorageInspection, ConflictInbox {
    static final String[] OFFERED = {
        Database.class.getName(),
        ChangeCapture.class.getName(),
        ChangeLog.class.getName(),
        LogRetention.class.getName(),
        ChangeApplier.class.getName(),
        StorageInspection.class.getName(),
        ConflictInbox.class.getName()
    };

    private final CurrentStorage current;

    StorageServices(CurrentStorage current) {
        this.current = current;
    }

    @Override
    public DatabaseState check() {
        try {
            return current.get().database().check();
        } catch (StorageException e) {
            return current.withoutDatabase();
        }
    }

    @Override
    public DatabaseState state() {
        return current.peek().map(open -> open.database().state()).orElseGet(current::withoutDatabase);
    }

    @Override
    public DiskUse diskUse() throws StorageException {
        long quota = current.quota();
        return quota == 0
                ? new DiskUse(0, 0)
                : new DiskUse(current.get().database().diskUse().bytes(), quota);
    }

    @Override
    public List<TableStatus> install() throws StorageException {
        return current.get().capture().install();
    }

    @Override
    public List<TableStatus> tables() {
        return current.peek().map(open -> open.capture().tables()).orElse(List.of());
    }

    @Override
    public OriginId open(NodeId self, Optional<NodeId> former) throws StorageException {
        return current.get().log().open(self, former);
    }

    @Override
    public LogHead number(Instant now) throws StorageException {
        return current.get().log().number(now);
    }

    @Override
    public LogSlice read(ReadRequest request) throws StorageException {
        return current.get().log().read(request);
    }

    @Override
    public Map<Dot, ChainPoint> points(Set<Dot> dots) throws StorageException {
        return current.get().log().points(dots);
    }

    @Override
    public Set<Branch> branches() throws StorageException {
        return current.get().log().branches();
    }

    @Override
    public OriginId adopt(Set<Branch> branches, int incarnation) throws StorageException {
        return current.get().log().adopt(branches, incarnation);
    }

    @Override
    public void acknowledged(NodeId peer, VersionVector vector) throws StorageException {
        current.get().log().acknowledged(peer, vector);
    }

    @Override
    public Kept kept() throws StorageException {
        return current.get().retention().kept();
    }

    @Override
    public Pruned prune(VersionVector stable) throws StorageException {
        PostgresqlRetention log = current.get().retention();
        Optional<Duration> least = current.retention().least();
        return least.isPresent() ? log.prune(stable, least.get()) : new Pruned(log.floor(), 0, 0, false);
    }

    @Override
    public List<OriginId> retireAbsent() throws StorageException {
        Optional<Duration> absence = current.retention().absence();
        return absence.isPresent() ? current.get().retention().retireAbsent(absence.get()) : List.of();
    }

    @Override
    public ApplyOutcome apply(List<ChangeTransaction> batch, RowResolution resolution, Instant now)
            throws StorageException {
        return current.get().applier().apply(batch, resolution, now);
    }

    @Override
    public boolean stage(NodeId teller, long tellerStart, TransactionPart part) throws StorageException {
        return current.get().applier().stage(teller, tellerStart, part);
    }

    @Override
    public List<StagedPart> staged() throws StorageException {
        return current.get().applier().staged();
    }

    @Override
    public ApplyOutcome applyStaged(ChangeTransaction header, RowResolution resolution, Instant now)
            throws StorageException {
        return current.get().applier().applyStaged(header, resolution, now);
    }

    @Override
    public ApplyOutcome retryHeld(RowResolution resolution, Instant now) throws StorageException {
        return current.get().applier().retryHeld(resolution, now);
    }

    @Override
    public List<EventRow> events(boolean unprocessedOnly, String tablePattern, int limit) throws StorageException {
        return current.get().inspection().events(unprocessedOnly, tablePattern, limit);
    }

    @Override
    public List<JournaledConflict> conflicts(boolean openOnly, int limit) throws StorageException {
        return current.get().inspection().conflicts(openOnly, limit);
    }

    @Override
    public Map<String, Long> counts() throws StorageException {
        return current.get().inspection().counts();
    }

    @Override
    public void recordNode(NodeRow node) throws StorageException {
        current.get().inspection().recordNode(node);
    }

    @Override
    public List<NodeRow> nodes() throws StorageException {
        return current.get().inspection().nodes();
    }

    @Override
    public Optional<JournaledConflict> find(String id) throws StorageException {
        return current.get().inbox().find(id);
    }

    @Override
    public LogHead decide(InboxDecision decision, Instant now) throws StorageException {
        return current.get().inbox().decide(decision, now);
    }

    @Override
    public List<ParkedChange> parked(int limit) throws StorageException {
        return current.get().inbox().parked(limit);
    }
}
