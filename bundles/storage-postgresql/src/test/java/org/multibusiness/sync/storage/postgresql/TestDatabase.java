package org.multibusiness.sync.storage.postgresql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.storage.LogHead;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.api.storage.StorageException;
import org.multibusiness.sync.api.storage.TableStatus;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.core.row.TransactionFold;
import org.multibusiness.sync.storage.postgresql.capture.TablePatterns;
import org.multibusiness.sync.storage.postgresql.capture.TriggerCapture;
import org.multibusiness.sync.storage.postgresql.catalog.Layouts;
import org.multibusiness.sync.storage.postgresql.database.Connections;
import org.multibusiness.sync.storage.postgresql.database.DatabaseSize;
import org.multibusiness.sync.storage.postgresql.log.NumberingPass;
import org.multibusiness.sync.storage.postgresql.log.Ownership;
import org.multibusiness.sync.storage.postgresql.log.PostgresqlLog;
import org.multibusiness.sync.storage.postgresql.log.Settling;

/** One database of a {@link PostgresqlServer}, with the parts of the service that work on it. */
public final class TestDatabase implements AutoCloseable {
    /** The node whose database this is. */
    public static final NodeId SELF = new NodeId("00000000000000aa");

    private final PostgresqlServer server;
    private final String name;
    private final List<Connection> open = new ArrayList<>();
    private final Ownership ownership = new Ownership();
    private final ReentrantLock writing = new ReentrantLock();
    private final Layouts layouts;
    private final NumberingPass numbering;
    private final PostgresqlLog log;
    private final TriggerCapture capture;
    private final Connection user;

    TestDatabase(PostgresqlServer server, String name) throws SQLException {
        this.server = server;
        this.name = name;
        this.layouts = new Layouts(connections());
        this.numbering = new NumberingPass(new Settling(layouts), ownership);
        this.log = new PostgresqlLog(connections(), layouts, writing, ownership, numbering);
        this.capture = new TriggerCapture(connections(), layouts, new TablePatterns("public.*", ""));
        this.user = connect();
    }

    /** Where the service's connections come from: no pool, so that nothing is left over. */
    public Connections connections() {
        return () -> {
            try {
                return server.connect(name, "postgres");
            } catch (SQLException e) {
                throw new StorageException("no connection", true, e);
            }
        };
    }

    /** One more connection of a user; closed with the database. */
    public Connection connect() throws SQLException {
        return connect("postgres");
    }

    /** One more connection of another user; closed with the database. */
    public Connection connect(String role) throws SQLException {
        Connection connection = server.connect(name, role);
        open.add(connection);
        return connection;
    }

    /** Runs statements as a user. */
    public void run(String... statements) throws SQLException {
        run(user, statements);
    }

    /** Runs statements on a connection. */
    public static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    /** The first column of a query's answer, as text. */
    public List<String> query(String query) throws SQLException {
        return query(user, query);
    }

    /** The first column of a query's answer on a connection, as text. */
    public static List<String> query(Connection connection, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                values.add(row.getString(1));
            }
        }
        return values;
    }

    /** Creates tables, installs capture and opens the log; what the tables held is numbered. */
    public TestDatabase with(String... tables) throws SQLException, StorageException {
        run(tables);
        capture.install();
        log.open(SELF);
        number();
        return this;
    }

    /** The statuses that an install answers. */
    public List<TableStatus> install() throws StorageException {
        return capture.install();
    }

    /** A numbering pass at a fixed time. */
    public LogHead number() throws StorageException {
        return log.number(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** Everything in the log that comes after this vector; what has large values with these in their places. */
    public List<ChangeTransaction> after(VersionVector known) throws SQLException, StorageException {
        List<ChangeTransaction> found = new ArrayList<>();
        VersionVector at = known;
        LogSlice slice;
        do {
            slice = log.read(new ReadRequest(at, Set.of(), 0, Integer.MAX_VALUE - 1, Long.MAX_VALUE));
            List<ChangeTransaction> next = new ArrayList<>(slice.transactions());
            if (slice.part() != null) {
                next.add(inParts(at));
            }
            for (ChangeTransaction transaction : next) {
                at = at.advance(transaction.dot());
            }
            found.addAll(next);
        } while (slice.more());
        return found;
    }

    private ChangeTransaction inParts(VersionVector known) throws SQLException, StorageException {
        List<RowChange> changes = new ArrayList<>();
        Map<Dot, Long> begun = Map.of();
        TransactionPart part;
        do {
            ReadRequest request =
                    new ReadRequest(known, Set.of(), 0, Integer.MAX_VALUE - 1, Long.MAX_VALUE, Long.MAX_VALUE, begun);
            part = Objects.requireNonNull(log.read(request).part());
            for (RowChange change : part.transaction().changes()) {
                changes.add(new RowChange(
                        change.operation(), change.layout(), whole(change.before()), whole(change.after())));
            }
            begun = Map.of(part.transaction().dot(), part.place());
        } while (!part.last());
        ChangeTransaction header = part.header();
        return new ChangeTransaction(
                header.dot(),
                header.past(),
                header.timestamp(),
                header.committedAt(),
                header.chain(),
                TransactionFold.fold(changes));
    }

    private @Nullable RowImage whole(@Nullable RowImage image) throws SQLException {
        if (image == null) {
            return null;
        }
        List<@Nullable String> values = new ArrayList<>();
        for (String value : image.values()) {
            values.add(
                    value == null || !LargeValue.isName(value)
                            ? value
                            : query("SELECT sync.expanded('" + LargeValue.escaped(value) + "')")
                                    .get(0));
        }
        return new RowImage(values);
    }

    /** The changes of rows that these statements make, in transactions of their own. */
    public List<RowChange> changes(String... statements) throws SQLException, StorageException {
        return changesBy(() -> run(statements));
    }

    /** The changes of rows that somebody makes. */
    public List<RowChange> changesBy(Writing writer) throws SQLException, StorageException {
        VersionVector before = number().vector();
        writer.write();
        number();
        return after(before).stream().flatMap(t -> t.changes().stream()).toList();
    }

    /** Something that writes. */
    @FunctionalInterface
    public interface Writing {
        /** Writes. */
        void write() throws SQLException;
    }

    /** Our own origin. */
    public OriginId origin() {
        return new OriginId(SELF, 1);
    }

    /** What the database takes on disk. */
    public long bytes() throws SQLException {
        return DatabaseSize.of(user);
    }

    /** The log. */
    public PostgresqlLog log() {
        return log;
    }

    /** Capture. */
    public TriggerCapture capture() {
        return capture;
    }

    /** A capture of a service that logs in as this role. */
    public TriggerCapture captureAs(String role, String tables) {
        Connections connections = () -> {
            try {
                return server.connect(name, role);
            } catch (SQLException e) {
                throw new StorageException("no connection", true, e);
            }
        };
        return new TriggerCapture(connections, new Layouts(connections), new TablePatterns(tables, ""));
    }

    /** The registry. */
    public Layouts layouts() {
        return layouts;
    }

    /** The pass. */
    public NumberingPass numbering() {
        return numbering;
    }

    /** What excludes numbering and applying. */
    public ReentrantLock writing() {
        return writing;
    }

    /** The database's name. */
    public String name() {
        return name;
    }

    @Override
    public void close() {
        log.close();
        for (Connection connection : open) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
