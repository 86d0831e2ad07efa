package org.multibusiness.sync.storage.postgresql.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.multibusiness.sync.storage.postgresql.sql.Failures;
import org.multibusiness.sync.storage.postgresql.sql.Quoted;

/** Whether a database is fit for us, and the exact statement that mends it when it is not. */
public final class DatabaseCheck {
    private static final int OLDEST = 14;
    private static final int NEWEST = 18;

    private static final String FACTS = """
            SELECT current_setting('server_version_num')::integer / 10000 AS major, current_setting('server_version') AS version,
                   pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean AS read_only,
                   current_database() AS database, current_user AS role,
                   has_database_privilege(current_database(), 'CREATE') AS may_create,
                   to_regnamespace('sync') IS NOT NULL AS there,
                   coalesce((SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = 'sync'), false) AS ours,
                   session_user = 'sync' AND position('$user' IN
                     (SELECT reset_val FROM pg_settings WHERE name = 'search_path')) > 0 AS strays
            """;

    private DatabaseCheck() {}

    /**
     * What a check found.
     *
     * @param version the server's version
     * @param problem what is wrong and what to do; empty when all is well
     * @param remark what an operator should know though all is well; may be empty
     */
    public record Finding(String version, String problem, String remark) {}

    /** Looks at the database; changes nothing. */
    public static Finding of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet facts = statement.executeQuery(FACTS)) {
            facts.next();
            String version = facts.getString("version");
            String problem = problem(facts);
            if (problem.isEmpty()) {
                problem = replication(connection, facts.getInt("major"), facts.getString("role"));
            }
            return new Finding(version, problem, remark(facts));
        }
    }

    private static String remark(ResultSet facts) throws SQLException {
        if (facts.getInt("major") > NEWEST) {
            return "PostgreSQL " + facts.getString("version") + " is newer than what was tested (" + OLDEST + " to "
                    + NEWEST + ")";
        }
        return facts.getBoolean("strays")
                ? "programs that log in as role sync make their tables in our schema of the same name, where they are not synced:"
                        + " ALTER ROLE sync SET search_path = public"
                : "";
    }

    private static String problem(ResultSet facts) throws SQLException {
        String role = facts.getString("role");
        if (facts.getInt("major") < OLDEST) {
            return "PostgreSQL " + facts.getString("version") + " is too old: " + OLDEST + " to " + NEWEST
                    + " are supported";
        }
        if (facts.getBoolean("read_only")) {
            return "the server takes no writes (a standby, or default_transaction_read_only is on): point DATABASE_URL"
                    + " to the primary";
        }
        if (facts.getBoolean("there") && !facts.getBoolean("ours")) {
            return "schema sync belongs to another role: log in as its owner, or ALTER SCHEMA sync OWNER TO "
                    + Quoted.identifier(role) + " (and its tables likewise)";
        }
        if (!facts.getBoolean("there") && !facts.getBoolean("may_create")) {
            return "role " + role + " may not create schema sync: GRANT CREATE ON DATABASE "
                    + Quoted.identifier(facts.getString("database")) + " TO " + Quoted.identifier(role);
        }
        return "";
    }

    /** Tried rather than asked: who may set it has changed from version to version. */
    private static String replication(Connection connection, int major, String role) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement attempt = connection.createStatement()) {
            attempt.execute("SET LOCAL session_replication_role = replica");
            return "";
        } catch (SQLException e) {
            if (!"42501".equals(Failures.state(e))) {
                throw e;
            }
            return "role " + role + " may not apply changes without firing triggers: "
                    + (major >= 15
                            ? "GRANT SET ON PARAMETER session_replication_role TO " + Quoted.identifier(role)
                            : "before PostgreSQL 15 only a superuser may: ALTER ROLE " + Quoted.identifier(role)
                                    + " SUPERUSER, or update the server");
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
