package org.multibusiness.sync.storage.postgresql.apply;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.api.storage.InboxDecision;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;
import org.multibusiness.sync.storage.postgresql.TestDatabase;

/** A node without a network: others' changes are fetched by hand. Its clock stands still unless it is set. */
public final class Branch {
    private final TestDatabase database;
    private final BatchApplier applier;
    private final PostgresqlInbox inbox;
    private RowResolution resolution = LastWriter.resolution();
    private Instant clock = Instant.parse("2026-01-01T00:00:00Z");

    public Branch(PostgresqlServer server, long id, String... tables) throws Exception {
        database = server.database();
        database.run(tables);
        database.install();
        database.log().open(new NodeId("%016x".formatted(id)));
        applier =
                new BatchApplier(database.connections(), database.layouts(), database.writing(), database.numbering());
        inbox = new PostgresqlInbox(
                database.connections(), database.layouts(), database.writing(), database.numbering());
        number();
    }

    /** A node whose database is there already. */
    Branch(TestDatabase database, long id) throws Exception {
        this.database = database;
        database.install();
        database.log().open(new NodeId("%016x".formatted(id)));
        applier =
                new BatchApplier(database.connections(), database.layouts(), database.writing(), database.numbering());
        inbox = new PostgresqlInbox(
                database.connections(), database.layouts(), database.writing(), database.numbering());
        number();
    }

    PostgresqlInbox inbox() {
        return inbox;
    }

    /** A person decides. */
    void decide(InboxDecision decision) throws StorageException {
        inbox.decide(decision, clock);
    }

    public TestDatabase database() {
        return database;
    }

    BatchApplier applier() {
        return applier;
    }

    /** Decides conflicts by other rules. */
    Branch by(RowResolution rules) {
        resolution = rules;
        return this;
    }

    /** Lets time pass. */
    public Branch at(String time) {
        clock = Instant.parse("2026-01-01T" + time + "Z");
        return this;
    }

    /** Changes made by a user, numbered at the clock's time. */
    public Branch run(String... statements) throws Exception {
        database.run(statements);
        number();
        return this;
    }

    public VersionVector number() throws StorageException {
        return database.log().number(clock).vector();
    }

    /** What another branch lacks. */
    List<ChangeTransaction> missing(VersionVector known) throws StorageException {
        return slice(known, Integer.MAX_VALUE - 1).transactions();
    }

    private LogSlice slice(VersionVector known, int events) throws StorageException {
        return database.log().read(new ReadRequest(known, Set.of(), 0, events, Long.MAX_VALUE));
    }

    /** Fetches all that another branch has, in one batch. */
    public ApplyOutcome fetch(Branch other) throws StorageException {
        other.number();
        return apply(other.missing(number()));
    }

    /** Fetches all that another branch has, in batches of so many row changes. */
    void fetch(Branch other, int events) throws StorageException {
        other.number();
        VersionVector known = number();
        while (true) {
            LogSlice slice = other.slice(known, events);
            if (slice.transactions().isEmpty()) {
                return;
            }
            known = apply(slice.transactions()).head().vector();
        }
    }

    ApplyOutcome apply(List<ChangeTransaction> batch) throws StorageException {
        return applier.apply(batch, resolution, clock);
    }

    ApplyOutcome retry() throws StorageException {
        return applier.retryHeld(resolution, clock);
    }

    /** A table's rows as text, in order. */
    List<String> rows(String table) throws Exception {
        return database.query("SELECT t::text FROM " + table + " AS t ORDER BY 1");
    }

    List<String> query(String query) throws Exception {
        return database.query(query);
    }
}
