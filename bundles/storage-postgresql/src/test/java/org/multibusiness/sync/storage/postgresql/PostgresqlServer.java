package org.multibusiness.sync.storage.postgresql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.rules.ExternalResource;

/**
 * A real PostgreSQL, and fresh databases with schema sync in it for a class's tests. The server is started once per test process and
 * stopped when that ends: starting one takes longer than most classes. So roles outlive a class, databases don't.
 */
public final class PostgresqlServer extends ExternalResource {
    /** Stories say themselves when something happens: at the time of the numbering pass, not by the computer's clock. */
    private static final String STORY_TIME = """
            CREATE FUNCTION public.story_time() RETURNS trigger LANGUAGE plpgsql AS
              'BEGIN NEW.written_at := NULL; RETURN NEW; END';
            CREATE TRIGGER story_time BEFORE INSERT ON sync.change_log FOR EACH ROW EXECUTE FUNCTION public.story_time();
            """;

    /** Lets a database note by the computer's clock when something was written, as outside of tests. */
    public static final String REAL_TIME = "DROP TRIGGER story_time ON sync.change_log";

    private static final Path CHANGELOG = Path.of("..", "schema", "src", "main", "resources", "db", "changelog");

    private static @Nullable EmbeddedPostgres shared;
    private static int count;

    private final List<TestDatabase> databases = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private EmbeddedPostgres server;

    @Override
    protected void before() throws IOException, SQLException {
        server = shared();
    }

    private static synchronized EmbeddedPostgres shared() throws IOException, SQLException {
        EmbeddedPostgres running = shared;
        if (running == null) {
            running = EmbeddedPostgres.builder()
                    .setServerConfig("max_prepared_transactions", "5")
                    .setServerConfig("fsync", "off")
                    .start();
            prepareTemplate(running);
            shared = running;
        }
        return running;
    }

    private static void prepareTemplate(EmbeddedPostgres server) throws IOException, SQLException {
        try (Connection connection = connect(server, "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE bare");
        }
        try (Connection connection = connect(server, "bare", "postgres");
                Statement statement = connection.createStatement()) {
            createSchema(statement);
            statement.execute(STORY_TIME);
        }
    }

    /** Makes schema sync as the service does on its first start, owned by whoever is logged in. */
    public static void createSchema(Statement statement) throws SQLException, IOException {
        statement.execute("CREATE SCHEMA sync");
        for (Path changes : changelog()) {
            statement.execute(Files.readString(changes));
        }
    }

    private static List<Path> changelog() throws IOException {
        try (Stream<Path> files = Files.list(CHANGELOG)) {
            return files.sorted().toList();
        }
    }

    @Override
    protected void after() {
        databases.forEach(TestDatabase::close);
        try (Connection connection = connect("postgres", "postgres");
                Statement statement = connection.createStatement()) {
            for (String name :
                    databases.stream().map(TestDatabase::name).distinct().toList()) {
                statement.execute("DROP DATABASE " + name + " WITH (FORCE)");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("a test's database could not be dropped", e);
        }
    }

    /** A database with schema sync and nothing else. */
    public TestDatabase database() throws SQLException {
        String name = "test" + ++count;
        try (Connection connection = connect("postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE bare");
        }
        TestDatabase database = new TestDatabase(this, name);
        databases.add(database);
        return database;
    }

    /** A copy of a database, as a backup of its files is; the database is closed for it, and can be reopened. */
    public TestDatabase copy(TestDatabase database) throws SQLException {
        database.close();
        String name = "test" + ++count;
        try (Connection connection = connect("postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE " + database.name());
        }
        TestDatabase copy = new TestDatabase(this, name);
        databases.add(copy);
        return copy;
    }

    /** Another service on the same database. */
    public TestDatabase reopen(TestDatabase database) throws SQLException {
        TestDatabase again = new TestDatabase(this, database.name());
        databases.add(again);
        return again;
    }

    /** A connection of a user, not of the service. */
    public Connection connect(String database, String user) throws SQLException {
        return connect(server, database, user);
    }

    private static Connection connect(EmbeddedPostgres server, String database, String user) throws SQLException {
        return DriverManager.getConnection(url(server, database), user, "");
    }

    private static String url(EmbeddedPostgres server, String database) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database;
    }

    /** A JDBC URL without credentials. */
    public String url(String database) {
        return url(server, database);
    }

    /** The server's port. */
    public int port() {
        return server.getPort();
    }
}
