package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.SQLException;
import org.multibusiness.sync.storage.postgresql.sql.Failures;

/**
 * Why the database does not take a transaction.
 *
 * @param reason for the operator, without row values
 * @param sqlState PostgreSQL's code
 */
record Refusal(String reason, String sqlState) {
    /** How often a transaction is tried before it is parked: with its set of rows, with the rows renewed, row by row. */
    static final int ATTEMPTS = 3;

    /** What a statement failed with. */
    static Refusal of(SQLException failure) {
        return new Refusal(Failures.firstLine(failure), Failures.state(failure));
    }

    /** For a transaction that touches a row of a parked one. */
    static Refusal behind(String dot, String sqlState) {
        return new Refusal("waits behind " + dot + ", which changed one of its rows and is parked", sqlState);
    }

    /** Whether the data is what the database does not take: trying without it helps, waiting does not. */
    static boolean concernsData(SQLException failure) {
        return !Failures.isTransient(failure) && !Failures.state(failure).equals("42501");
    }
}
