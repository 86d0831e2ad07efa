package org.multibusiness.sync.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.LogRetention;
import org.multibusiness.sync.api.storage.LogRetention.Kept;
import org.multibusiness.sync.api.storage.LogRetention.Pruned;
import org.multibusiness.sync.api.storage.StagedPart;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.core.replica.Replica;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the log short: prunes what is stable, and retires who is away for too long. What is stable is worked out on the loop's
 * thread, where the replica lives; all else runs on the session's, which may block.
 */
final class LogKeeping {
    private static final Logger LOG = LoggerFactory.getLogger(LogKeeping.class);

    /** After a start, and we may have been the one that was away, others get this long to be heard of. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final EventLoop loop;
    private final ReplicaDriver driver;
    private volatile Frontier frontier = new Frontier(0, VersionVector.EMPTY);
    private volatile Set<OriginId> retired = Set.of();
    private final AtomicLong openings = new AtomicLong();
    private Instant opened = Instant.MAX;
    /** What was stable before branches were adopted must not prune the log that was renamed. */
    private final ReentrantLock pruning = new ReentrantLock();

    /**
     * What is stable.
     *
     * @param opening by the replica of which opening of a database: what holds in one may be wrong in another
     * @param stable what
     */
    private record Frontier(long opening, VersionVector stable) {}

    LogKeeping(EventLoop loop, ReplicaDriver driver) {
        this.loop = loop;
        this.driver = driver;
    }

    /** A database was opened: what it knows of others. */
    Opening opened(DatabaseSession.Open open, Instant now) throws StorageException {
        pruning.lock();
        try {
            long opening = openings.incrementAndGet();
            Kept kept = open.storage().retention().kept();
            List<StagedPart> staged = open.storage().applier().staged();
            opened = now;
            retired = kept.retired();
            return new Opening(opening, kept, staged);
        } finally {
            pruning.unlock();
        }
    }

    /**
     * What the replica of an opened database has to know.
     *
     * @param number counts the openings
     * @param kept what the database keeps
     * @param staged what is there of large transactions that are not applied yet
     */
    record Opening(long number, Kept kept, List<StagedPart> staged) {}

    /** On the loop's thread: the replica learns what the database keeps. */
    void adopted(Opening open, Replica replica) {
        replica.recall(open.kept().acknowledged());
        replica.floorIs(open.kept().floor());
        open.kept().retired().forEach(replica::retire);
        frontier = new Frontier(open.number(), VersionVector.EMPTY);
    }

    /** Prunes one piece, by what was stable a few seconds ago; the replica learns where the log begins before that is gone. */
    void prune(DatabaseSession.Open open) throws StorageException {
        pruning.lock();
        try {
            Frontier now = frontier;
            long number = openings.get();
            if (now.opening() == number) {
                Pruned pruned = open.storage().retention().prune(now.stable());
                if (pruned.changes() > 0 || pruned.transactions() > 0) {
                    LOG.debug("Pruned {} changes and {} transactions", pruned.changes(), pruned.transactions());
                }
                loop.put(() -> driver.replica().ifPresent(replica -> look(number, pruned.floor(), replica)));
            }
        } finally {
            pruning.unlock();
        }
    }

    private void look(long number, VersionVector floor, Replica replica) {
        if (frontier.opening() == number) {
            replica.floorIs(floor);
            frontier = new Frontier(number, replica.stable());
        }
    }

    /** Retires who was not heard of for too long. */
    void retire(DatabaseSession.Open open, Instant now) throws StorageException {
        if (now.isBefore(opened.plus(PATIENCE))) {
            return;
        }
        LogRetention retention = open.storage().retention();
        List<OriginId> absent = retention.retireAbsent();
        for (OriginId origin : absent) {
            LOG.warn("{}", text(origin));
            loop.put(() -> driver.replica().ifPresent(replica -> replica.retire(origin)));
        }
        if (!absent.isEmpty()) {
            Set<OriginId> all = new TreeSet<>(retired);
            all.addAll(absent);
            retired = Set.copyOf(all);
        }
    }

    /** Who is retired, for people. */
    List<String> attention() {
        return retired.stream().sorted().map(LogKeeping::text).toList();
    }

    private static String text(OriginId origin) {
        return "Node " + origin.node()
                + " was not heard of for longer than retention.max: the log is not kept for it any"
                + " more. It needs a full sync when it returns; what it wrote until then stays in its own log";
    }
}
