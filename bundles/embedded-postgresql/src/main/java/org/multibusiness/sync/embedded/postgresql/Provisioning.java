package org.multibusiness.sync.embedded.postgresql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The role and the database that the service works with. The role is not a superuser: it owns its database and may
 * switch its own session's triggers off while it applies other branches' changes, which is all it needs.
 */
final class Provisioning {
    static final String ROLE = "sync";
    static final String DATABASE = "sync";

    private static final int CONNECT_SECONDS = 5;
    private static final int STATEMENT_SECONDS = 60;

    private static final String ROLE_EXISTS = "SELECT FROM pg_catalog.pg_roles WHERE rolname = ?";
    private static final String DATABASE_EXISTS = "SELECT FROM pg_catalog.pg_database WHERE datname = ?";
    private static final String CREATE_ROLE =
            "CREATE ROLE sync LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION";
    private static final String CREATE_DATABASE = "CREATE DATABASE sync OWNER sync";
    private static final String GRANT_PARAMETER = "GRANT SET ON PARAMETER session_replication_role TO sync";

    /** The role is called as our own schema is: with the default path the users' tables would be made in there. */
    private static final String SET_PATH = "ALTER ROLE sync SET search_path = public";

    private final int port;
    private final String superuserPassword;

    Provisioning(int port, String superuserPassword) {
        this.port = port;
        this.superuserPassword = superuserPassword;
    }

    /** Whether the server on the port is the one that works on this directory, shown by our own password. */
    boolean serves(Path cluster) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet shown = statement.executeQuery("SHOW data_directory")) {
            return shown.next() && Path.of(shown.getString(1)).equals(cluster);
        } catch (SQLException noAnswer) {
            return false;
        }
    }

    /** Brings role, password, database and privilege to what they must be. Safe to repeat. */
    void apply(String rolePassword) throws ClusterException {
        try (Connection connection = connect()) {
            if (!exists(connection, ROLE_EXISTS, ROLE)) {
                execute(connection, CREATE_ROLE);
            }
            // Sends a hash, not the password: neither the server's log nor its activity view can show it.
            connection.unwrap(PGConnection.class).alterUserPassword(ROLE, rolePassword.toCharArray(), "scram-sha-256");
            if (!exists(connection, DATABASE_EXISTS, DATABASE)) {
                execute(connection, CREATE_DATABASE);
            }
            execute(connection, GRANT_PARAMETER);
            execute(connection, SET_PATH);
        } catch (SQLException e) {
            throw new ClusterException(
                    "The role and database " + DATABASE + " of the embedded PostgreSQL can't be prepared: "
                            + e.getMessage(),
                    e);
        }
    }

    private Connection connect() throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName("postgres");
        source.setUser(Cluster.SUPERUSER);
        source.setPassword(superuserPassword);
        source.setSslMode("disable");
        source.setGssEncMode("disable");
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(STATEMENT_SECONDS);
        source.setApplicationName("multi-business-sync provisioning");
        return source.getConnection();
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setQueryTimeout(STATEMENT_SECONDS);
            statement.setString(1, name);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    private static void execute(Connection connection, String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(STATEMENT_SECONDS);
            statement.execute(command);
        }
    }
}
