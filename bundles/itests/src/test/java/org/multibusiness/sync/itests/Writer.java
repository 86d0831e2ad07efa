package org.multibusiness.sync.itests;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.multibusiness.sync.demo.Branch;
import org.multibusiness.sync.demo.Sql;

/**
 * A shop's program: sells all the time, whatever happens to the service or the database, and remembers which sales the database
 * said were committed. A sale whose commit broke in the middle may be there or not, as for any program.
 */
final class Writer implements Callable<Set<String>> {
    private final Branch branch;
    private final String label;
    private final long pauseMillis;
    private final CountDownLatch stopped = new CountDownLatch(1);

    Writer(Branch branch) {
        this(branch, "", 5);
    }

    /**
     * A writer.
     *
     * @param label tells its sales from those of writers before it
     * @param pauseMillis between two sales
     */
    Writer(Branch branch, String label, long pauseMillis) {
        this.branch = branch;
        this.label = label;
        this.pauseMillis = pauseMillis;
    }

    /** Sells until told to stop; returns the sales that were committed. */
    @Override
    public Set<String> call() throws Exception {
        Set<String> committed = new HashSet<>();
        int i = 0;
        while (!stopped.await(50, TimeUnit.MILLISECONDS)) {
            try (Sql sql = branch.sql()) {
                while (!stopped.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                    String sale = branch.name() + '-' + label + i++;
                    sql.run(
                            "WITH sale AS (INSERT INTO sales VALUES ('" + sale + "', now()) RETURNING id)"
                                    + " INSERT INTO items SELECT id, line, 'sku-' || line FROM sale, generate_series(1, 3) AS line");
                    committed.add(sale);
                }
            } catch (SQLException e) {
                // The database is down, as the test wants it: the next round connects again.
            }
        }
        return committed;
    }

    void stop() {
        stopped.countDown();
    }
}
