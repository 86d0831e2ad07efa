package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.conflict.OrphanRule;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.api.conflict.UniqueAction;
import org.multibusiness.sync.api.conflict.UniqueRule;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;

/**
 * Three branches give few numbers to many rows that refer to each other, and meet in any order. Repeat a failure with
 * {@code -Dconvergence.seed=N}; {@code -Dconvergence.seeds=N} runs more of them.
 */
public final class ReferencesConvergenceTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final String[] SHOP = {
        "CREATE TABLE item (id integer PRIMARY KEY, sku text UNIQUE, name text, stock integer)",
        "CREATE TABLE line (id integer PRIMARY KEY, item_id integer NOT NULL REFERENCES item ON DELETE CASCADE, n integer)"
    };
    private static final int STEPS = 60;
    private static final int MOST_ROUNDS = 15;

    @Test
    public void suffixesAndRevivals() throws Exception {
        stories(UniqueAction.SUFFIX, OrphanRule.REVIVE, true);
    }

    @Test
    public void rowsThatAreParked() throws Exception {
        stories(UniqueAction.PARK, OrphanRule.REVIVE, false);
    }

    @Test
    public void rowsThatAreMerged() throws Exception {
        stories(UniqueAction.MERGE, OrphanRule.REVIVE, false);
    }

    @Test
    public void orphansThatAreParked() throws Exception {
        stories(UniqueAction.SUFFIX, OrphanRule.PARK, true);
    }

    private static void stories(UniqueAction action, OrphanRule orphans, boolean deletions) throws Exception {
        Long chosen = Long.getLong("convergence.seed");
        int seeds = Integer.getInteger("convergence.seeds", 2);
        for (long seed = 1; seed <= seeds; seed++) {
            new Story(chosen == null ? seed : chosen, action, orphans, deletions).run();
        }
    }

    /** One run. */
    private static final class Story {
        private final Random random;
        private final List<Branch> branches;
        private final List<String> history = new ArrayList<>();
        private final Set<String> created = new TreeSet<>();
        private final boolean deletions;

        Story(long seed, UniqueAction action, OrphanRule orphans, boolean deletions) throws Exception {
            RowResolution rules = Sum.resolution(List.of(new UniqueRule(List.of(), action)), orphans);
            this.random = new Random(seed);
            this.deletions = deletions;
            this.history.add("seed " + seed + " " + action + " " + orphans);
            this.branches = List.of(
                    new Branch(SERVER, 0x0a00_0000_0000_0000L, SHOP).by(rules),
                    new Branch(SERVER, 0x0b00_0000_0000_0000L, SHOP).by(rules),
                    new Branch(SERVER, 0x0c00_0000_0000_0000L, SHOP).by(rules));
        }

        void run() throws Exception {
            for (int step = 0; step < STEPS; step++) {
                int who = random.nextInt(3);
                Branch branch = branches.get(who).at("10:%02d:%02d".formatted(random.nextInt(60), random.nextInt(60)));
                if (random.nextInt(5) < 3) {
                    write(branch, who, step);
                } else {
                    int from = (who + 1 + random.nextInt(2)) % 3;
                    history.add(who + " fetches from " + from);
                    branch.fetch(branches.get(from), 1 + random.nextInt(10));
                }
            }
            comeToRest();
            check();
        }

        private void write(Branch branch, int who, int step) throws Exception {
            String[] statements = statements(100 + step * 10);
            try {
                branch.database().run(statements);
                history.add(who + ": " + String.join("; ", statements));
                for (String statement : statements) {
                    if (statement.startsWith("INSERT INTO item")) {
                        created.add(statement.replaceAll(".*\\((\\d+), .*", "$1"));
                    }
                }
            } catch (SQLException refused) {
                branch.database().run("ROLLBACK");
            }
        }

        private String[] statements(int fresh) {
            List<String> statements = new ArrayList<>(List.of("BEGIN"));
            for (int i = random.nextInt(3); i >= 0; i--) {
                statements.add(statement(fresh + i));
            }
            statements.add("COMMIT");
            return statements.toArray(String[]::new);
        }

        private String statement(int fresh) {
            String sku = "'" + (char) ('P' + random.nextInt(4)) + "'";
            String some = " WHERE id = (SELECT id FROM item ORDER BY id OFFSET " + random.nextInt(3) + " LIMIT 1)";
            return switch (random.nextInt(deletions ? 8 : 7)) {
                case 0, 1, 2 -> "INSERT INTO item VALUES (" + fresh + ", " + sku + ", 'n', 10)";
                case 3 -> "UPDATE item SET sku = " + sku + some;
                case 4 -> "UPDATE item SET stock = stock - 1, name = 'u" + fresh + "'" + some;
                case 5, 6 ->
                    "INSERT INTO line SELECT " + fresh + ", id, 1 FROM item ORDER BY id OFFSET " + random.nextInt(3)
                            + " LIMIT 1";
                default -> "DELETE FROM item" + some;
            };
        }

        private void comeToRest() throws Exception {
            for (int round = 0; round < MOST_ROUNDS; round++) {
                boolean quiet = true;
                for (int to = 0; to < 3; to++) {
                    for (int from = 0; from < 3; from++) {
                        quiet &= to == from
                                || branches.get(to).fetch(branches.get(from)).applied() == 0;
                    }
                }
                if (quiet) {
                    return;
                }
            }
            throw new AssertionError("the branches did not come to rest\n" + story());
        }

        private String story() {
            return String.join("\n", history);
        }

        private void check() throws Exception {
            for (Branch branch : branches) {
                for (String table : List.of("item", "line")) {
                    assertThat(story(), branch.rows(table), is(branches.get(0).rows(table)));
                }
                assertThat(story(), branch.query("SELECT reason FROM sync.sync_held"), is(empty()));
                assertThat(
                        story(),
                        branch.query("SELECT id FROM line WHERE item_id NOT IN (SELECT id FROM item)"),
                        is(empty()));
            }
            Set<String> lost = new TreeSet<>(branches.get(0).query("SELECT id FROM item WHERE sku LIKE '%~%'"));
            if (!deletions) {
                lost.addAll(created);
                branches.get(0)
                        .query("SELECT id FROM item WHERE sku NOT LIKE '%~%'")
                        .forEach(lost::remove);
            }
            for (Branch branch : branches) {
                branch.query("SELECT record_id FROM sync.sync_conflicts WHERE kind = 'UNIQUE'")
                        .forEach(lost::remove);
            }
            assertThat(story(), lost, is(empty()));
        }
    }
}
