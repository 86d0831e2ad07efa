package org.multibusiness.sync.storage.postgresql.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.conflict.Fallback;
import org.multibusiness.sync.storage.postgresql.apply.Verdicts.Verdict;
import org.multibusiness.sync.storage.postgresql.sql.Failures;

/**
 * Finds the rows that can't be what their changes make together, because a rule of the table forbids it, and lets them fall
 * back on their greatest live change. No change of our own is made of it: the fall-back, too, is a function of the row's
 * changes, so all nodes come to it by themselves; and a change of our own would be added up where columns add up.
 */
final class Fallbacks {
    /** CHECK and domains, NOT NULL, a sum that is too large for its type. */
    private static final Set<String> RULES = Set.of("23514", "23502", "22003");

    private final Connection connection;
    private final TableWriters writers;

    Fallbacks(Connection connection, TableWriters writers) {
        this.connection = connection;
        this.writers = writers;
    }

    /** Whether a failure is a row's own fault. */
    static boolean concerns(SQLException failure) {
        return RULES.contains(Failures.state(failure));
    }

    /** The verdicts, with the fall-back where the row is refused; the same list when there is none. */
    List<Verdict> of(List<Verdict> verdicts) throws SQLException {
        List<Verdict> fallen = new ArrayList<>(verdicts.size());
        boolean any = false;
        for (Verdict verdict : verdicts) {
            Fallback fallback = verdict.fallback();
            @Nullable SQLException refusal = fallback == null ? null : refusal(verdict.write());
            if (fallback == null || refusal == null) {
                fallen.add(verdict);
            } else {
                any = true;
                fallen.add(verdict.fallen(fallback, words(refusal)));
            }
        }
        return any ? fallen : verdicts;
    }

    private @Nullable SQLException refusal(RowWrite write) throws SQLException {
        SQLException failure = Savepoints.probe(connection, () -> writers.write(connection, List.of(write.renewed())));
        return failure != null && concerns(failure) ? failure : null;
    }

    private static String words(SQLException refusal) {
        return Failures.firstLine(refusal).replaceFirst("^[A-Z]+: +", "");
    }
}
