package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.core.stability.AckBook;
import org.multibusiness.sync.core.stability.AckFeed;
import org.multibusiness.sync.core.stability.Acknowledgement;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;
import org.multibusiness.sync.storage.postgresql.log.PostgresqlRetention;

/**
 * Three branches that write the same few rows and prune their logs, and beside each a twin that does the same and never prunes:
 * every row and every conflict is the same. Whenever all have met, the log is empty, however much was written. Repeat a failure with {@code -Dtwin.seed=N}.
 */
public final class PrunedTwinTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final String ITEM = "CREATE TABLE item (id integer PRIMARY KEY, name text, stock integer)";
    private static final String ROWS = "SELECT t::text FROM item AS t ORDER BY id";
    /** Without the id, which has the database's life in it. */
    private static final String CONFLICTS =
            "SELECT record_id || kind || open || contributions || decisions FROM sync.sync_conflicts ORDER BY 1";

    private static final String CHANGES = "SELECT count(*) FROM sync.change_log";
    private static final int STEPS = 100;
    private static final int PHASES = 3;

    private final List<Branch> pruning = new ArrayList<>();
    private final List<Branch> twins = new ArrayList<>();
    private final List<AckBook> books = new ArrayList<>();
    private final List<PostgresqlRetention> retentions = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    /** How many changes were pruned while others were under way. */
    private int amidst;

    @Test
    public void aHotRowOfThreeBranchesDoesNotGrowTheLogAndIsDecidedAsWithoutPruning() throws Exception {
        Long chosen = Long.getLong("twin.seed");
        for (long seed : chosen == null ? new long[] {1, 2} : new long[] {chosen}) {
            new PrunedTwinTest().run(seed);
        }
    }

    private void run(long seed) throws Exception {
        story.add("seed " + seed);
        Random random = new Random(seed);
        prepare();
        for (int phase = 0; phase < PHASES; phase++) {
            for (int step = 0; step < STEPS; step++) {
                step(random);
            }
            exchangeEverything();
            for (int node = 0; node < 3; node++) {
                compare(node);
                assertThat(
                        told(), pruning.get(node).query(ROWS), is(pruning.get(0).query(ROWS)));
                prune(node, 10);
                assertThat(told(), pruning.get(node).query(CHANGES), is(List.of("0")));
            }
        }
        assertThat(told(), amidst, greaterThan(10));
        assertThat(told(), Long.parseLong(twins.get(0).query(CHANGES).get(0)), greaterThan(70L));
    }

    private void prepare() throws Exception {
        for (int node = 0; node < 3; node++) {
            pruning.add(new Branch(SERVER, node + 1, ITEM));
            twins.add(new Branch(SERVER, node + 1, ITEM));
            books.add(new AckBook(origin(node)));
            PostgresqlRetention retention =
                    new PostgresqlRetention(pruning.get(node).database().connections());
            retention.kept();
            retentions.add(retention);
        }
        for (AckBook book : books) {
            for (int node = 0; node < 3; node++) {
                book.meet(origin(node));
            }
        }
    }

    private static OriginId origin(int node) {
        return new OriginId(new NodeId("%016x".formatted(node + 1)), 1);
    }

    private void step(Random random) throws Exception {
        int node = random.nextInt(3);
        int other = (node + 1 + random.nextInt(2)) % 3;
        String time = "10:%02d:%02d".formatted(random.nextInt(60), random.nextInt(60));
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> write(node, time, statement(random));
            case 3, 4, 5, 6, 7 -> {
                fetch(node, other, 1 + random.nextInt(9));
                acknowledge(other, node);
            }
            default -> amidst += prune(node, 1 + random.nextInt(3));
        }
        compare(node);
    }

    private static String statement(Random random) {
        int id = random.nextInt(4) == 0 ? 2 : 1;
        int value = random.nextInt(1000);
        return switch (random.nextInt(6)) {
            case 0 -> "DELETE FROM item WHERE id = " + id;
            case 1 -> "UPDATE item SET name = 'u" + value + "' WHERE id = " + id;
            case 2 -> "UPDATE item SET stock = " + value + " WHERE id <= " + id;
            default ->
                "INSERT INTO item VALUES (" + id + ", 'n" + value + "', " + value
                        + ") ON CONFLICT (id) DO UPDATE SET stock = excluded.stock";
        };
    }

    private void write(int node, String time, String statement) throws Exception {
        story.add(node + " at " + time + ": " + statement);
        pruning.get(node).at(time).run(statement);
        twins.get(node).at(time).run(statement);
    }

    private void fetch(int node, int other, int events) throws Exception {
        story.add(node + " fetches from " + other);
        pruning.get(node).fetch(pruning.get(other), events);
        twins.get(node).fetch(twins.get(other), events);
    }

    /** One tells another all that it knows of who holds what. */
    private void acknowledge(int from, int to) throws Exception {
        story.add(to + " hears from " + from);
        VersionVector held = pruning.get(from).number();
        books.get(from).state(origin(from), held, chains(from, named(held)), 0);
        new AckFeed().next(books.get(from)).forEach(books.get(to)::heard);
    }

    private static Set<Dot> named(VersionVector held) {
        return held.entries().entrySet().stream()
                .map(entry -> new Dot(entry.getKey(), entry.getValue()))
                .collect(Collectors.toSet());
    }

    private Function<Dot, @Nullable String> chains(int node, Set<Dot> dots) throws Exception {
        Map<Dot, ChainPoint> points = pruning.get(node).database().log().points(dots);
        return dot -> points.containsKey(dot) ? points.get(dot).chain() : null;
    }

    private int prune(int node, int calls) throws Exception {
        VersionVector held = pruning.get(node).number();
        List<Acknowledgement> said = books.get(node).comparable(held, 100);
        Set<Dot> dots = said.stream().flatMap(one -> one.named().stream()).collect(Collectors.toSet());
        books.get(node).compare(said, chains(node, dots));
        VersionVector stable = books.get(node).stable(held);
        story.add(node + " prunes " + stable.entries());
        int pruned = 0;
        for (int i = 0; i < calls; i++) {
            pruned += retentions.get(node).prune(stable, Duration.ZERO).changes();
        }
        return pruned;
    }

    private void exchangeEverything() throws Exception {
        for (int round = 0; round < 2; round++) {
            for (int node = 0; node < 3; node++) {
                fetch(node, (node + 1) % 3, 7);
                fetch(node, (node + 2) % 3, 1_000);
            }
        }
        for (int node = 0; node < 3; node++) {
            acknowledge((node + 1) % 3, node);
            acknowledge((node + 2) % 3, node);
        }
    }

    private void compare(int node) throws Exception {
        assertThat(told(), pruning.get(node).query(ROWS), is(twins.get(node).query(ROWS)));
        assertThat(
                told(), pruning.get(node).query(CONFLICTS), is(twins.get(node).query(CONFLICTS)));
    }

    private String told() {
        return String.join("\n", story);
    }
}
