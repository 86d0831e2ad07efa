package org.multibusiness.sync.storage.postgresql.sql;

import java.sql.SQLException;
import java.util.Set;
import org.multibusiness.sync.api.storage.StorageException;

/** Turns what the driver said into what an operator can use. */
public final class Failures {
    /** Classes of SQLSTATE that go away: connection, rollback by the server, resources, operator at work, our own pool. */
    private static final Set<String> TRANSIENT_CLASSES = Set.of("08", "25", "40", "53", "57", "58");

    private static final Set<String> TRANSIENT_STATES = Set.of("55P03", "55006");

    private Failures() {}

    /**
     * The exception for a failed call.
     *
     * @param doing what was being done, as it fits behind "could not": {@code number the captured transactions}
     */
    public static StorageException of(SQLException failure, String doing) {
        return new StorageException(message(failure, doing), isTransient(failure), failure);
    }

    /** Whether the same call may succeed later with no human hand. */
    public static boolean isTransient(SQLException failure) {
        String state = state(failure);
        return state.length() < 5
                || TRANSIENT_STATES.contains(state)
                || TRANSIENT_CLASSES.contains(state.substring(0, 2));
    }

    /** The message for a failed call, for where it is shown instead of thrown. */
    public static String message(SQLException failure, String doing) {
        String state = state(failure);
        String advice = advice(state);
        return "could not " + doing + ": " + firstLine(failure) + (state.isEmpty() ? "" : " [" + state + "]")
                + (advice.isEmpty() ? "" : ". " + advice);
    }

    /** The SQLSTATE, or an empty string. The pool hides it in the cause. */
    public static String state(SQLException failure) {
        if (failure.getSQLState() != null) {
            return failure.getSQLState();
        }
        return failure.getCause() instanceof SQLException cause ? state(cause) : "";
    }

    /** What happened, without the driver's details, which can hold row values. */
    public static String firstLine(Throwable failure) {
        Throwable said = failure.getCause() instanceof SQLException cause ? cause : failure;
        String message = said.getMessage() == null ? said.getClass().getSimpleName() : said.getMessage();
        return message.lines().findFirst().orElse("").strip();
    }

    private static String advice(String state) {
        return switch (state) {
            case "28P01", "28000" ->
                "The server refuses the log-in: check user and password of DATABASE_URL"
                        + " (and pg_hba.conf on the server)";
            case "3D000" -> "There is no such database: create it, or correct the name in DATABASE_URL";
            case "42501" -> "The role lacks a privilege: grant it, or log in with another role";
            case "57014" -> "The statement took longer than it may, or somebody cancelled it";
            case "42P01", "3F000" ->
                "A table or schema is missing: schema sync is made when the service starts;"
                        + " restart it when somebody has dropped a part of it";
            case "53300" -> "The server has no connection left: raise max_connections or close other clients";
            case "53100" -> "The server's disk is full: make room";
            default -> "";
        };
    }
}
