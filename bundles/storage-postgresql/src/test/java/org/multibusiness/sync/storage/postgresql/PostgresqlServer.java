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
import org.junit.rules.ExternalResource;

/** A real PostgreSQL for a test class, and fresh databases with schema sync in it for its tests. */
public final class PostgresqlServer extends ExternalResource {
    private static final Path CHANGELOG = Path.of("..", "schema", "src", "main", "resources", "db", "changelog");

    private final List<TestDatabase> databases = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private EmbeddedPostgres server;

    private int count;

    @Override
    protected void before() throws IOException, SQLException {
        server = EmbeddedPostgres.builder()
                .setServerConfig("max_prepared_transactions", "5")
                .setServerConfig("fsync", "off")
                .start();
        try (Connection connection = connect("postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE bare");
        }
        try (Connection connection = connect("bare", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA sync");
            for (Path changes : changelog()) {
                statement.execute(Files.readString(changes));
            }
        } catch (SQLException | IOException | RuntimeException e) {
            after();
            throw e;
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
        try {
            server.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
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
        return DriverManager.getConnection(url(database), user, "");
    }

    /** A JDBC URL without credentials. */
    public String url(String database) {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/" + database;
    }

    /** The server's port. */
    public int port() {
        return server.getPort();
    }
}
