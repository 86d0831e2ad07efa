package org.multibusiness.sync.simulator.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.api.change.TableLayout;

/** A user's transaction under way: its rows are locked, nobody else sees what it did. It dies with the process. */
public final class OpenTransaction {
    private final MemoryStore store;
    private final int uid;
    private final Map<RowKey, Touch> touches = new LinkedHashMap<>();
    private final List<RowChange> changes = new ArrayList<>();
    private long lastEvent;

    OpenTransaction(MemoryStore store, int uid) {
        this.store = store;
        this.uid = uid;
    }

    /** Its name in the ledger's books. */
    public int uid() {
        return uid;
    }

    /** The row as this transaction sees it. */
    public @Nullable RowImage row(RowKey key) {
        Touch touch = touches.get(key);
        return touch == null ? store.row(key) : touch.after();
    }

    /** What it did so far, by row. */
    public Map<RowKey, Touch> touches() {
        return new LinkedHashMap<>(touches);
    }

    /** What it did so far, step by step. */
    public List<RowChange> changes() {
        return List.copyOf(changes);
    }

    boolean locks(RowKey key) {
        return touches.containsKey(key);
    }

    /** Writes a row, or deletes it; answers false, and does nothing, where another user's lock is in the way. */
    public boolean write(TableLayout layout, RowKey key, @Nullable RowImage after) {
        if (store.isLocked(key, this)) {
            return false;
        }
        RowImage before = row(key);
        if (Objects.equals(before, after)) {
            return true;
        }
        Operation operation = before == null ? Operation.INSERT : after == null ? Operation.DELETE : Operation.UPDATE;
        changes.add(new RowChange(operation, layout, before, after));
        lastEvent = store.nextEvent();
        Touch first = touches.get(key);
        touches.put(
                key,
                first == null
                        ? new Touch(before, after, (BitSet) store.known(key).clone())
                        : new Touch(first.before(), after, first.seen()));
        return true;
    }

    /**
     * Commits.
     *
     * @param baseline whether it says what was there before anybody watched
     * @param now the node's clock
     * @return whether anything was captured
     * @throws Refused when the disk is full; then nothing happened
     */
    public boolean commit(boolean baseline, Instant now) throws Refused {
        return store.commit(this, new Captured(uid, lastEvent, baseline, now, changes));
    }

    /** Undoes all of it. */
    public void rollback() {
        store.forget(this);
    }
}
