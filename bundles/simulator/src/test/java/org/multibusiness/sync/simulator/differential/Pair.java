package org.multibusiness.sync.simulator.differential;

import static org.junit.Assert.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.simulator.shop.Shopper;
import org.multibusiness.sync.simulator.store.MemoryStore;
import org.multibusiness.sync.simulator.store.OpenTransaction;

/** A branch twice: in memory and on PostgreSQL. Whatever happens to it happens to both. */
final class Pair {
    private static final Instant START = Instant.parse("2026-07-29T12:00:00Z");

    /** What is not known to be older gets the time of the pass that numbers it: two databases can't write in the same moment. */
    private static final Instant UNKNOWN = Instant.MAX;

    private final MemoryStore memory;
    private final PostgresqlBranch database;
    private final RowResolution resolution;
    private Instant clock = START;

    Pair(NodeId id, PostgresqlBranch database, RowResolution resolution) {
        this.memory = new MemoryStore(new OriginId(id, 1));
        this.database = database;
        this.resolution = resolution;
    }

    /** The clock is set, forward or back. */
    void at(long seconds) {
        clock = START.plusSeconds(seconds);
    }

    /** A user's transaction; it is numbered later. */
    void write(long seed, int uid) throws Exception {
        OpenTransaction transaction = memory.begin(uid);
        Shopper shopper = new Shopper(seed, uid);
        for (int left = 1 + shopper.statements(); left > 0; left--) {
            shopper.run(transaction, left);
        }
        database.commit(transaction.changes());
        transaction.commit(false, UNKNOWN);
    }

    /** A user writes the offer that all write. */
    void offer(long seed, int uid) throws Exception {
        OpenTransaction transaction = memory.begin(uid);
        new Shopper(seed, uid).offer(transaction);
        database.commit(transaction.changes());
        transaction.commit(false, UNKNOWN);
    }

    /** How many conflicts are of this kind. */
    long conflicts(ConflictKind kind) {
        return memory.journal().values().stream()
                .filter(conflict -> conflict.kind() == kind)
                .count();
    }

    void number() throws Exception {
        memory.number(clock);
        assertEquals(memory.vector(), database.number(clock));
    }

    /** Fetches what another branch has, up to so many row changes. */
    void fetch(Pair other, int events) throws Exception {
        other.number();
        ReadRequest request = new ReadRequest(memory.vector(), Set.of(), 0, events, Long.MAX_VALUE);
        List<ChangeTransaction> batch = memoryBatch(other, request);
        List<Dot> dots = batch.stream().map(ChangeTransaction::dot).toList();
        List<ChangeTransaction> same = other.database.transactions(dots);
        for (int i = 0; i < batch.size(); i++) {
            assertEquals(header(batch.get(i)), header(same.get(i)));
        }
        memory.apply(batch, resolution, clock, transaction -> 0);
        database.apply(same, resolution, clock);
    }

    private static List<ChangeTransaction> memoryBatch(Pair other, ReadRequest request) {
        return new ArrayList<>(other.memory.read(request).transactions());
    }

    private static Map<String, Object> header(ChangeTransaction transaction) {
        Map<String, Object> header = new HashMap<>();
        header.put("dot", transaction.dot());
        header.put("past", transaction.past());
        header.put("time", transaction.timestamp());
        header.put(
                "changes",
                new TreeSet<>(
                        transaction.changes().stream().map(Object::toString).toList()));
        return header;
    }

    VersionVector vector() {
        return memory.vector();
    }

    /** Rows and journal are the same in memory and on PostgreSQL; answers how many conflicts there are. */
    int check(String story) throws Exception {
        number();
        assertEquals(story, memory.rows(), database.rows());
        Set<String> lines = new TreeSet<>();
        memory.journal()
                .values()
                .forEach(conflict -> conflict.decisions().forEach(decided -> {
                    List<String> line = new ArrayList<>();
                    line.add(conflict.contributions().stream()
                            .map(side -> side.dot().toString())
                            .collect(Collectors.joining(" ")));
                    line.add(conflict.key().table().name());
                    line.add(conflict.kind().name());
                    line.add(Boolean.toString(conflict.open()));
                    line.add(decided.column());
                    line.add(decided.policy());
                    line.add(decided.value());
                    line.add(decided.reason());
                    lines.add(line.toString());
                }));
        assertEquals(story, lines, database.journal());
        assertEquals(story, memory.journal().size(), database.journaled());
        return memory.journal().size();
    }
}
