package org.multibusiness.sync.storage.postgresql.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.LogHead;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.core.clock.HybridClock;
import org.multibusiness.sync.core.log.Numbering;
import org.multibusiness.sync.storage.postgresql.large.CapturedImages;

/**
 * Gives every committed local transaction that has none yet its number. One statement's snapshot shows the candidates and is
 * remembered with the outcome; so the next pass asks for what that snapshot could not see, and nothing is lost or doubled,
 * however long transactions stay open. Runs within the caller's READ COMMITTED transaction: nothing holds until it commits.
 */
public final class NumberingPass {
    /** The row lock makes passes follow one another, whoever runs them. */
    private static final String TAKE = "SELECT hlc, generation FROM sync.sync_state FOR UPDATE";

    private static final String VECTOR = "SELECT origin, sequence, chain FROM sync.sync_vector";

    private final Settling settling;
    private final Ownership ownership;

    /**
     * A pass.
     *
     * @param settling puts right what the triggers could not decide
     * @param ownership who holds the log
     */
    public NumberingPass(Settling settling, Ownership ownership) {
        this.settling = settling;
        this.ownership = ownership;
    }

    /**
     * What a pass did.
     *
     * @param head what the log holds now
     * @param numbered the transactions that got a number, in their order
     */
    public record Outcome(LogHead head, List<Numbering.Numbered> numbered) {
        /** Copies the list. */
        public Outcome {
            numbered = List.copyOf(numbered);
        }
    }

    /**
     * Runs one pass.
     *
     * @param now the wall clock; a change gets the time when it was written, measured back from here
     * @throws StorageException not transient when another service has taken the log
     */
    public Outcome run(Connection connection, Instant now) throws SQLException, StorageException {
        Ownership.Held held = ownership.require();
        HybridTimestamp greatest = take(connection, held);
        Numbering.Head head = head(connection, held.origin(), greatest);
        Candidates candidates = Candidates.read(connection, now);
        if (candidates.isEmpty()) {
            return new Outcome(new LogHead(head.vector(), greatest, 0), List.of());
        }
        new CapturedImages(connection).shorten(candidates.large());
        settling.settle(connection, candidates.unsettled());
        List<Numbering.Numbered> numbered = Numbering.number(head, candidates.captured(), now);
        HybridTimestamp reached =
                numbered.stream().map(Numbering.Numbered::timestamp).reduce(greatest, HybridClock::max);
        new Entries(connection).write(numbered, candidates);
        new Entries(connection).advance(numbered, reached, candidates.snapshot());
        VersionVector vector = numbered.isEmpty()
                ? head.vector()
                : head.vector()
                        .with(
                                held.origin(),
                                numbered.get(numbered.size() - 1).dot().sequence());
        return new Outcome(new LogHead(vector, reached, numbered.size()), numbered);
    }

    /**
     * Gives a transaction of the service's own, which it wrote in this very database transaction, its number at once: a later
     * pass would miss it, for the snapshot of this one may lie behind the id that this transaction has. It has seen all that
     * is held.
     *
     * @param own what was written, under a key of {@code sync.received_txn}
     * @param held what the log holds now, the batch at hand included; a pass has run in this database transaction
     * @param now the wall clock
     * @return what the log holds with it
     */
    public LogHead runOwn(Connection connection, Own own, LogHead held, Instant now)
            throws SQLException, StorageException {
        Ownership.Held owner = ownership.require();
        HybridTimestamp greatest = HybridClock.max(take(connection, owner), held.timestamp());
        Numbering.Head logged = head(connection, owner.origin(), greatest);
        Numbering.Head head =
                new Numbering.Head(owner.origin(), held.vector(), greatest, logged.chains(), ownership.life());
        List<Numbering.Numbered> numbered =
                Numbering.number(head, List.of(new Numbering.Captured(own.txn(), 0, false, now)), now);
        Numbering.Numbered last = numbered.get(0);
        Entries entries = new Entries(connection);
        entries.write(numbered, n -> new Entries.Size(own.events(), own.bytes()));
        entries.advance(last);
        return new LogHead(held.vector().advance(last.dot()), last.timestamp(), held.numbered() + 1);
    }

    /**
     * What a transaction of the service's own wrote.
     *
     * @param txn its key in the log, negative
     * @param events rows of the change log
     * @param bytes of images
     */
    public record Own(long txn, int events, long bytes) {}

    private static HybridTimestamp take(Connection connection, Ownership.Held held)
            throws SQLException, StorageException {
        try (PreparedStatement query = connection.prepareStatement(TAKE);
                ResultSet state = query.executeQuery()) {
            if (!state.next() || state.getLong("generation") != held.generation()) {
                throw Ownership.superseded(held.origin());
            }
            return new HybridTimestamp(state.getLong("hlc"));
        }
    }

    private Numbering.Head head(Connection connection, OriginId own, HybridTimestamp greatest) throws SQLException {
        VersionVector vector = VersionVector.EMPTY;
        Map<OriginId, String> chains = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(VECTOR);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                OriginId origin = OriginId.parse(row.getString("origin"));
                vector = vector.with(origin, row.getLong("sequence"));
                chains.put(origin, row.getString("chain"));
            }
        }
        return new Numbering.Head(own, vector, greatest, chains, ownership.life());
    }
}
