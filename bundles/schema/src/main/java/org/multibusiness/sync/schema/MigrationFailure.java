package org.multibusiness.sync.schema;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.storage.StorageException;

/** Says to the operator why a migration did not happen and what to do. */
final class MigrationFailure {
    private MigrationFailure() {}

    static StorageException noDataSource() {
        String message = "schema sync can't be brought up to date yet: waiting for a database, that is for a DataSource"
                + " service with dataSourceName=sync (the PostgreSQL storage offers it as soon as it knows an address:"
                + " set DATABASE_URL or install the embedded PostgreSQL)";
        return new StorageException(message, true, new IllegalStateException("no DataSource with dataSourceName=sync"));
    }

    static StorageException missingPrivilege(boolean schemaExists, String database, String role) {
        String grant = schemaExists
                ? "GRANT CREATE, USAGE ON SCHEMA sync TO " + role
                : "GRANT CREATE ON DATABASE " + database + " TO " + role;
        String message = "schema sync can't be brought up to date: role " + role + " may not create "
                + (schemaExists ? "tables in schema sync" : "schemas in database " + database) + "; let its owner run: "
                + grant;
        return new StorageException(message, false, new IllegalStateException("permission denied"));
    }

    static StorageException of(Exception cause) {
        SQLException sql = find(cause);
        String state = sql == null ? "" : String.valueOf(sql.getSQLState());
        String message = "schema sync can't be brought up to date: " + said(cause, sql);
        if (state.equals("55P03")) {
            message = "schema sync is being brought up to date by another service on the same database, for more than"
                    + " 30 s now; trying again";
        }
        return new StorageException(message, isTransient(state), cause);
    }

    /** Liquibase names the changeset and wraps PostgreSQL's words; PostgreSQL alone would leave out the changeset. */
    private static String said(Exception cause, @Nullable SQLException sql) {
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return String.valueOf(sql == null ? cause : sql);
        }
        return message.strip();
    }

    private static @Nullable SQLException find(Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof SQLException found) {
                return found;
            }
        }
        return null;
    }

    private static boolean isTransient(String state) {
        return state.startsWith("08")
                || state.startsWith("40")
                || state.startsWith("53")
                || state.startsWith("57P")
                || state.equals("55P03");
    }
}
