package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;

/** Three branches change the same few rows and meet in any order. Repeat a failure with {@code -Dconvergence.seed=N}. */
public final class ConvergenceTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final String ITEM = "CREATE TABLE item (id integer PRIMARY KEY, name text, stock integer)";
    private static final String OTHER = "CREATE TABLE item (stock integer, name text, id integer PRIMARY KEY)";
    private static final String ROWS =
            "SELECT id || '|' || coalesce(name, '-') || '|' || coalesce(stock, -1) FROM item ORDER BY id";
    private static final int STEPS = 80;

    @Test
    public void branchesThatExchangedEverythingAreEqual() throws Exception {
        Long chosen = Long.getLong("convergence.seed");
        for (long seed : chosen == null ? new long[] {1, 2, 3} : new long[] {chosen}) {
            converge(seed);
        }
    }

    private static void converge(long seed) throws Exception {
        Random random = new Random(seed);
        List<Branch> branches =
                List.of(new Branch(SERVER, 0xa, ITEM), new Branch(SERVER, 0xb, OTHER), new Branch(SERVER, 0xc, ITEM));
        List<String> history = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            int who = random.nextInt(3);
            Branch branch = branches.get(who).at("10:%02d:%02d".formatted(random.nextInt(60), random.nextInt(60)));
            if (random.nextInt(5) < 3) {
                String[] statements = change(random, 1000 + step * 10);
                history.add(who + ": " + String.join("; ", statements));
                branch.database().run(statements);
            } else {
                int from = (who + 1 + random.nextInt(2)) % 3;
                history.add(who + " fetches from " + from);
                branch.fetch(branches.get(from), 1 + random.nextInt(20));
            }
        }
        for (int round = 0; round < 2; round++) {
            for (int to = 0; to < 3; to++) {
                branches.get(to).fetch(branches.get((to + 1) % 3), 7);
                branches.get(to).fetch(branches.get((to + 2) % 3), 1_000);
            }
        }
        String story = "seed " + seed + "\n" + String.join("\n", history);
        assertThat(story, branches.get(1).query(ROWS), is(branches.get(0).query(ROWS)));
        assertThat(story, branches.get(2).query(ROWS), is(branches.get(0).query(ROWS)));
        assertThat(branches.get(0).query("SELECT count(*) FROM sync.sync_held"), is(List.of("0")));
    }

    private static String[] change(Random random, int fresh) {
        List<String> statements = new ArrayList<>();
        statements.add("BEGIN");
        for (int i = random.nextInt(4); i >= 0; i--) {
            statements.add(statement(random, 1 + random.nextInt(6), fresh + i));
        }
        statements.add("COMMIT");
        return statements.toArray(String[]::new);
    }

    private static String statement(Random random, int id, int fresh) {
        int value = random.nextInt(1000);
        return switch (random.nextInt(7)) {
            case 0, 1 ->
                "INSERT INTO item (id, name, stock) VALUES (" + id + ", 'n" + value + "', " + value
                        + ") ON CONFLICT (id) DO UPDATE SET name = excluded.name";
            case 2 -> "UPDATE item SET name = 'u" + value + "' WHERE id = " + id;
            case 3 -> "UPDATE item SET stock = " + value + " WHERE id >= " + id;
            case 4 -> "UPDATE item SET stock = stock + 1, name = NULL WHERE id = " + id;
            case 5 -> "DELETE FROM item WHERE id = " + id;
            default -> "UPDATE item SET id = " + fresh + " WHERE id = " + id;
        };
    }
}
