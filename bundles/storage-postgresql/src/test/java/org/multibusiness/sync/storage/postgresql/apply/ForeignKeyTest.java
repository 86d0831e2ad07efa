package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.util.List;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.conflict.OrphanRule;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;

/** A row is deleted at one branch, and at another one a row is written that refers to it. */
public final class ForeignKeyTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final String[] SHOP = {
        "CREATE TABLE maker (id integer PRIMARY KEY, name text)",
        "CREATE TABLE product (id integer PRIMARY KEY, sku text UNIQUE, stock integer,"
                + " maker_id integer REFERENCES maker ON DELETE CASCADE)",
        "CREATE TABLE sale (id integer PRIMARY KEY, product_id integer REFERENCES product ON DELETE CASCADE, n integer)",
        "CREATE TABLE note (id integer PRIMARY KEY, sale_id integer REFERENCES sale ON DELETE SET NULL)"
    };
    private static final String[] TABLES = {"maker", "product", "sale", "note"};
    private static final String INBOX = "SELECT conflict_id || ' ' || table_name || ' ' || record_id || ' ' || open"
            + " || decisions FROM sync.sync_conflicts WHERE kind = 'FOREIGN_KEY' ORDER BY 1";
    private static final RowResolution PARK = Sum.resolution(List.of(), OrphanRule.PARK);

    private static Branch branch(int id, RowResolution rules) throws Exception {
        return new Branch(SERVER, id, SHOP).by(rules);
    }

    private static void assertEqual(Branch... branches) throws Exception {
        for (String table : TABLES) {
            for (Branch branch : branches) {
                assertThat(table, branch.rows(table), is(branches[0].rows(table)));
            }
        }
        for (Branch branch : branches) {
            assertThat(branch.query("SELECT reason FROM sync.sync_held"), is(empty()));
            assertThat(
                    branch.query("SELECT s.id FROM sale AS s LEFT JOIN product AS p ON p.id = s.product_id"
                            + " WHERE s.product_id IS NOT NULL AND p.id IS NULL"),
                    is(empty()));
        }
    }

    private static void swap(Branch a, Branch b) throws Exception {
        List<ChangeTransaction> fromB = b.missing(a.number());
        b.fetch(a);
        a.apply(fromB);
    }

    @Test
    public void aSaleOfAProductThatWasDeletedElsewhereRevivesItOnceWithItsStock() throws Exception {
        Branch a = branch(0xa, Sum.resolution());
        Branch b = branch(0xb, Sum.resolution());
        a.run("INSERT INTO maker VALUES (9, 'm')", "INSERT INTO product VALUES (1, 'X', 7, 9)");
        b.fetch(a);
        a.at("10:00:02").run("DELETE FROM product WHERE id = 1");
        b.at("10:00:01").run("INSERT INTO sale VALUES (5, 1, 1)");

        swap(a, b);

        assertThat(a.rows("product"), is(List.of("(1,X,7,9)")));
        assertThat(a.rows("sale"), is(List.of("(5,1,1)")));
        assertEqual(a, b);
        assertThat(a.query(INBOX).size(), is(1));
        assertThat(a.query(INBOX).get(0), containsString("public.product 1 false"));
        assertThat(b.query(INBOX), is(a.query(INBOX)));

        swap(a, b);
        swap(a, b);
        b.run("UPDATE product SET stock = stock - 1");
        swap(a, b);

        assertThat(a.rows("product"), is(List.of("(1,X,6,9)")));
        assertEqual(a, b);
    }

    @Test
    public void whatTheDeletedRowReferredToIsRevivedToo() throws Exception {
        Branch a = branch(0xa, Sum.resolution());
        Branch b = branch(0xb, Sum.resolution());
        a.run(
                "INSERT INTO maker VALUES (9, 'm')",
                "INSERT INTO product VALUES (1, 'X', 7, 9)",
                "INSERT INTO sale VALUES (4, 1, 1)",
                "INSERT INTO note VALUES (3, 4)");
        b.fetch(a);
        a.at("10:00:02").run("DELETE FROM maker");
        b.at("10:00:01").run("INSERT INTO sale VALUES (5, 1, 1)");

        swap(a, b);
        swap(a, b);

        assertThat(a.rows("maker"), is(List.of("(9,m)")));
        assertThat(a.rows("product"), is(List.of("(1,X,7,9)")));
        assertThat(a.rows("sale"), is(List.of("(5,1,1)")));
        assertThat(a.rows("note"), is(List.of("(3,)")));
        assertEqual(a, b);
    }

    @Test
    public void aBranchThatHearsOfItPieceByPieceComesToTheSame() throws Exception {
        Branch a = branch(0xa, Sum.resolution());
        Branch b = branch(0xb, Sum.resolution());
        Branch c = branch(0xc, Sum.resolution());
        Branch d = branch(0xd, Sum.resolution());
        a.run("INSERT INTO product VALUES (1, 'X', 7, NULL)");
        for (Branch other : List.of(b, c, d)) {
            other.fetch(a);
        }
        a.at("10:00:02").run("DELETE FROM product WHERE id = 1");
        b.at("10:00:01").run("INSERT INTO sale VALUES (5, 1, 1)");
        c.fetch(a);
        c.fetch(b);
        d.fetch(b);
        d.fetch(a);
        a.fetch(c);
        b.fetch(d);
        for (int i = 0; i < 2; i++) {
            for (Branch to : List.of(a, b, c, d)) {
                for (Branch from : List.of(a, b, c, d)) {
                    to.fetch(from);
                }
            }
        }

        assertThat(a.rows("product"), is(List.of("(1,X,7,)")));
        assertEqual(a, b, c, d);
    }

    @Test
    public void aRevivedRowWhoseValueWasGivenAwayClashesLikeAnyOther() throws Exception {
        Branch a = branch(0xa, Sum.resolution());
        Branch b = branch(0xb, Sum.resolution());
        a.at("10:00:00").run("INSERT INTO product VALUES (1, 'X', 7, NULL)");
        b.fetch(a);
        a.at("10:00:02").run("DELETE FROM product WHERE id = 1", "INSERT INTO product VALUES (2, 'X', 1, NULL)");
        b.at("10:00:01").run("INSERT INTO sale VALUES (5, 1, 1)");

        swap(a, b);
        swap(a, b);

        assertThat(a.rows("product"), is(List.of("(1,X,7,)", "(2,X~0000,1,)")));
        assertEqual(a, b);
    }

    @Test
    public void anOrphanThatSomebodyMadeKnowinglyIsLeftAlone() throws Exception {
        Branch a = branch(0xa, Sum.resolution());
        Branch b = branch(0xb, Sum.resolution());
        a.run("INSERT INTO product VALUES (1, 'X', 7, NULL)", "INSERT INTO sale VALUES (5, 1, 1)");
        b.fetch(a);
        a.database().run("ALTER TABLE sale DROP CONSTRAINT sale_product_id_fkey");
        a.run("DELETE FROM product");
        b.run("INSERT INTO maker VALUES (1, 'elsewhere')");

        swap(a, b);

        assertThat(b.rows("product"), is(empty()));
        assertThat(b.rows("sale"), is(List.of("(5,1,1)")));
        assertThat(a.rows("sale"), is(b.rows("sale")));
        assertThat(b.query(INBOX), is(empty()));
    }

    @Test
    public void withParkTheSaleAndItsNotesGoToTheInboxWhole() throws Exception {
        Branch a = branch(0xa, PARK);
        Branch b = branch(0xb, PARK);
        a.run("INSERT INTO product VALUES (1, 'X', 7, NULL)");
        b.fetch(a);
        a.at("10:00:02").run("DELETE FROM product WHERE id = 1");
        b.at("10:00:01").run("INSERT INTO sale VALUES (5, 1, 77)", "INSERT INTO note VALUES (3, 5)");

        swap(a, b);
        swap(a, b);

        assertThat(a.rows("product"), is(empty()));
        assertThat(a.rows("sale"), is(empty()));
        assertThat(a.rows("note"), is(empty()));
        assertEqual(a, b);
        assertThat(a.query(INBOX).get(0), containsString("public.sale 5 true"));
        String sides = a.query("SELECT contributions::text FROM sync.sync_conflicts WHERE kind = 'FOREIGN_KEY'")
                .get(0);
        assertThat(sides, containsString("\"77\""));
        assertThat(sides, containsString("public.note"));
    }

    @Test
    public void theDeletersInboxSaysSoWhenTheOtherBranchHasRevivedIt() throws Exception {
        Branch a = branch(0xa, Sum.resolution());
        Branch b = branch(0xb, Sum.resolution());
        a.run("INSERT INTO product VALUES (1, 'X', 7, NULL)");
        b.fetch(a);
        a.at("10:00:02").run("DELETE FROM product WHERE id = 1");
        b.at("10:00:01").run("INSERT INTO sale VALUES (5, 1, 1)");

        b.fetch(a);
        a.fetch(b);

        assertThat(a.rows("product"), is(List.of("(1,X,7,)")));
        assertEqual(a, b);
        assertThat(a.query(INBOX).size(), is(1));
        assertThat(a.query(INBOX), is(b.query(INBOX)));
    }

    @Test
    public void aReferenceToAnotherUniqueColumnIsAReferenceToo() throws Exception {
        String[] tables = {
            "CREATE TABLE product (id integer PRIMARY KEY, sku text UNIQUE)",
            "CREATE TABLE sale (id integer PRIMARY KEY, sku text REFERENCES product (sku))"
        };
        Branch a = new Branch(SERVER, 0xa, tables);
        Branch b = new Branch(SERVER, 0xb, tables);
        a.run("INSERT INTO product VALUES (1, 'X')");
        b.fetch(a);
        a.run("DELETE FROM product");
        b.run("INSERT INTO sale VALUES (5, 'X')");

        swap(a, b);
        swap(a, b);

        assertThat(a.rows("product"), is(List.of("(1,X)")));
        assertThat(b.rows("product"), is(a.rows("product")));
        assertThat(b.rows("sale"), is(List.of("(5,X)")));
        assertThat(a.rows("sale"), is(b.rows("sale")));
    }
}
