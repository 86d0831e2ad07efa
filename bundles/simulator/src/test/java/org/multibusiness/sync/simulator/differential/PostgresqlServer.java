package org.multibusiness.sync.simulator.differential;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.storage.StorageException;

/** A real PostgreSQL, and branches on fresh databases with schema sync in them. */
public final class PostgresqlServer extends ExternalResource {
    private static final Path CHANGELOG = Path.of("..", "schema", "src", "main", "resources", "db", "changelog");

    private final List<PostgresqlBranch> branches = new ArrayList<>();
    private EmbeddedPostgres server;

    @Override
    protected void before() throws IOException, SQLException {
        server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        run("postgres", "CREATE DATABASE bare");
        run("bare", "CREATE SCHEMA sync");
        try (Stream<Path> files = Files.list(CHANGELOG)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".sql")).sorted().toList()) {
                run("bare", Files.readString(file));
            }
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:" + server.getPort() + "/" + database, "postgres", "");
    }

    private void run(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A branch of its own. */
    PostgresqlBranch branch(NodeId self) throws SQLException, StorageException {
        String name = "branch" + branches.size();
        run("postgres", "CREATE DATABASE " + name + " TEMPLATE bare");
        PostgresqlBranch branch = new PostgresqlBranch(
                () -> {
                    try {
                        return connect(name);
                    } catch (SQLException e) {
                        throw new StorageException("no connection", true, e);
                    }
                },
                self);
        branches.add(branch);
        return branch;
    }

    @Override
    protected void after() {
        try {
            for (PostgresqlBranch branch : branches) {
                branch.close();
            }
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
