package org.multibusiness.sync.itests;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;
import org.multibusiness.sync.demo.Branch;
import org.multibusiness.sync.demo.Cluster;
import org.multibusiness.sync.demo.Sql;

/**
 * Three branches; two of them go on selling while their lines are cut. Afterwards all three hold the same, what did not make it is
 * in the inbox with its reason, and a decision at the third branch closes it at the other two.
 */
public class ShopConflictsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AGREED = 120;
    private static final Duration LINKED = Duration.ofMinutes(1);
    private static final String ENGINE = "org.multibusiness.sync.engine";
    private static final String TRANSPORT = "org.multibusiness.sync.transport.tcp";

    private static Cluster cluster;
    private static Branch a;
    private static Branch b;
    private static Branch c;

    @BeforeClass
    public static void startBranches() throws Exception {
        cluster = new Cluster(Distribution.home(), Distribution.work(ShopConflictsIT.class), 3);
        a = cluster.get(0);
        b = cluster.get(1);
        c = cluster.get(2);
        try {
            for (Branch branch : cluster.branches()) {
                Files.writeString(
                        branch.etc("org.multibusiness.sync.conflict.cfg"),
                        "\npublic.product.stock = delta\n",
                        StandardOpenOption.APPEND);
                branch.start(Map.of());
            }
            for (Branch branch : cluster.branches()) {
                branch.awaitReady();
                run(
                        branch,
                        "CREATE TABLE product (id text PRIMARY KEY, sku text NOT NULL UNIQUE, name text NOT NULL,"
                                + " description text, price numeric(10, 2) NOT NULL, stock integer NOT NULL)",
                        "CREATE TABLE sale (id text PRIMARY KEY, product text NOT NULL REFERENCES product,"
                                + " quantity integer NOT NULL)");
            }
            cluster.awaitAllLinked(LINKED);
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    @AfterClass
    public static void stopBranches() {
        cluster.close();
    }

    private static void run(Branch at, String... statements) throws Exception {
        try (Sql sql = at.sql()) {
            sql.transaction(List.of(statements));
        }
    }

    private static String value(Branch at, String question) throws Exception {
        try (Sql sql = at.sql()) {
            return sql.value(question);
        }
    }

    /** A product that everybody has. */
    private static void product(String id) throws Exception {
        run(a, "INSERT INTO product VALUES ('" + id + "', 'SKU-" + id + "', 'Bread', 'white', 2.50, 10)");
        assertTrue("all have the product", cluster.awaitEqual(AGREED));
    }

    /** What A and B do while neither hears of anybody. */
    private static void apart(List<String> atA, List<String> atB) throws Exception {
        a.shell("bundle:stop " + TRANSPORT);
        b.shell("bundle:stop " + TRANSPORT);
        run(a, atA.toArray(String[]::new));
        run(b, atB.toArray(String[]::new));
        a.shell("bundle:start " + TRANSPORT);
        b.shell("bundle:start " + TRANSPORT);
        cluster.awaitAllLinked(LINKED);
        assertTrue("all agree again", cluster.awaitEqual(AGREED));
    }

    private static List<JsonNode> items(Branch at, String table, String key) throws Exception {
        List<JsonNode> items = new ArrayList<>();
        for (JsonNode item : JSON.readTree(at.shell("sync:conflicts --limit 1000 --json"))) {
            JsonNode row = item.at("/conflict/key");
            if (row.at("/table").asText().equals(table)
                    && row.at("/key").asText().equals(key)) {
                items.add(item);
            }
        }
        return items;
    }

    private static void assertEverywhere(String question, String answer) throws Exception {
        for (Branch branch : cluster.branches()) {
            assertEquals(question + " at " + branch.name(), answer, value(branch, question));
        }
    }

    @Test
    public void bothSellFromTheSameStockDuringACutAndTheSumIsRight() throws Exception {
        product("stock");

        apart(
                List.of(
                        "UPDATE product SET stock = stock - 4 WHERE id = 'stock'",
                        "UPDATE product SET stock = stock - 2 WHERE id = 'stock'"),
                List.of("UPDATE product SET stock = stock - 7 WHERE id = 'stock'"));

        assertEverywhere("SELECT stock FROM product WHERE id = 'stock'", "-3");
    }

    @Test
    public void priceAndDescriptionEditedAtTwoBranchesBothSurvive() throws Exception {
        product("columns");

        apart(
                List.of("UPDATE product SET price = 2.80 WHERE id = 'columns'"),
                List.of("UPDATE product SET description = 'rye' WHERE id = 'columns'"));

        assertEverywhere("SELECT price || ' ' || description FROM product WHERE id = 'columns'", "2.80 rye");
        assertThat(items(c, "public.product", "columns"), hasSize(0));
    }

    @Test
    public void aSaleForAProductThatWasDeletedRevivesTheProduct() throws Exception {
        product("gone");

        apart(
                List.of("DELETE FROM product WHERE id = 'gone'"),
                List.of("INSERT INTO sale VALUES ('sale-gone', 'gone', 1)"));

        assertEverywhere("SELECT name FROM product WHERE id = 'gone'", "Bread");
        assertEverywhere("SELECT product FROM sale WHERE id = 'sale-gone'", "gone");
        for (Branch branch : cluster.branches()) {
            assertThat(branch.name(), items(branch, "public.product", "gone"), hasSize(1));
        }
    }

    @Test
    public void theSameSkuCreatedAtTwoBranchesEndsAsTwoRowsAndOneItem() throws Exception {
        apart(
                List.of("INSERT INTO product VALUES ('twin-a', 'TWIN', 'Roll', NULL, 1, 5)"),
                List.of("INSERT INTO product VALUES ('twin-b', 'TWIN', 'Bun', NULL, 2, 6)"));

        assertEverywhere("SELECT count(*) FROM product WHERE id LIKE 'twin-%'", "2");
        assertEverywhere("SELECT count(*) FROM product WHERE id LIKE 'twin-%' AND sku = 'TWIN'", "1");
        assertEverywhere("SELECT count(*) FROM product WHERE id LIKE 'twin-%' AND sku LIKE 'TWIN~%'", "1");
        String loser = value(c, "SELECT id FROM product WHERE id LIKE 'twin-%' AND sku <> 'TWIN'");
        for (Branch branch : cluster.branches()) {
            List<JsonNode> items = items(branch, "public.product", loser);
            assertThat(branch.name(), items, hasSize(1));
            assertThat(items.get(0).at("/open").asBoolean(), is(true));
            assertThat(items.get(0).at("/conflict/kind").asText(), is("UNIQUE"));
        }
    }

    @Test
    public void ofTwoPricesTheLaterStaysAlsoWhenTheServiceOfTheEarlierWasStoppedMeanwhile() throws Exception {
        product("late");
        a.shell("bundle:stop " + ENGINE);
        run(a, "UPDATE product SET price = 2.60 WHERE id = 'late'");
        run(b, "UPDATE product SET price = 2.90 WHERE id = 'late'");
        a.shell("bundle:start " + ENGINE);
        cluster.awaitAllLinked(LINKED);
        assertTrue("all agree again", cluster.awaitEqual(AGREED));

        assertEverywhere("SELECT price FROM product WHERE id = 'late'", "2.90");
    }

    @Test
    public void everyLoserIsInTheInboxAndADecisionAtTheThirdBranchClosesItAtTheOthers() throws Exception {
        product("price");

        apart(
                List.of("UPDATE product SET price = 2.60 WHERE id = 'price'"),
                List.of("UPDATE product SET price = 2.90 WHERE id = 'price'"));

        assertEverywhere("SELECT price FROM product WHERE id = 'price'", "2.90");
        List<JsonNode> items = items(c, "public.product", "price");
        assertThat(items, hasSize(1));
        JsonNode conflict = items.get(0).at("/conflict");
        assertThat(conflict.at("/contributions/0/after/price").asText(), is("2.60"));
        assertThat(conflict.at("/decisions/0/reason").asText().isEmpty(), is(false));
        String id = conflict.at("/id").asText();
        assertThat(c.shell("sync:conflict " + id), containsString("2.60"));

        assertThat(c.shell("sync:resolve " + id + " --take branch-a"), containsString("Decided."));

        assertTrue("all agree again", cluster.awaitEqual(AGREED));
        assertEverywhere("SELECT price FROM product WHERE id = 'price'", "2.60");
        for (Branch branch : cluster.branches()) {
            JsonNode item = items(branch, "public.product", "price").get(0);
            assertThat(branch.name(), item.at("/open").asBoolean(), is(false));
            // Whoever may use bin/client on that server; people log in under their own names.
            assertThat(branch.name(), item.at("/settlement/by").asText(), is("sync-client"));
        }
    }
}
