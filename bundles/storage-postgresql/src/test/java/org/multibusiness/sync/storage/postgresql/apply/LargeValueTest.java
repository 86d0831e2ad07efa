package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.Contribution;
import org.multibusiness.sync.api.storage.InboxDecision;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.api.storage.ValuePiece;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;

/** Values that are too large to be held in memory, and that no message can carry whole. */
public final class LargeValueTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final long A = 0x0a00_0000_0000_0000L;
    private static final long B = 0x0b00_0000_0000_0000L;
    private static final long C = 0x0c00_0000_0000_0000L;
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static final String PRODUCT =
            "CREATE TABLE product (id integer PRIMARY KEY, name text, price integer, photo bytea, page text, data jsonb)";

    private static final String SUMS = "SELECT id || ':' || coalesce(name, '-') || ':' || price || ':'"
            + " || coalesce(md5(photo), '-') || ':' || coalesce(md5(page), '-') || ':' || coalesce(md5(data::text), '-')"
            + " FROM product ORDER BY id";

    private static final String VALUES = "SELECT count(*) FROM sync.large_values";

    private Branch a;
    private Branch b;

    @Before
    public void twoBranches() throws Exception {
        a = new Branch(SERVER, A, PRODUCT);
        b = new Branch(SERVER, B, PRODUCT);
    }

    /** Bytes that don't compress, so many KiB. */
    private static String photo(int kib, String seed) {
        return "(SELECT string_agg(sha256((i || '" + seed + "')::bytea), '' ORDER BY i) FROM generate_series(1, "
                + kib * 32 + ") AS i)";
    }

    private static String insert(int id, String photo) {
        return "INSERT INTO product (id, name, price, photo) VALUES (" + id + ", 'tea', 10, " + photo + ")";
    }

    @Test
    public void aRowThatIsLargerThanAMessageComesExactly() throws Exception {
        a.run("INSERT INTO product VALUES (1, 'tea', 10, " + photo(40 << 10, "x")
                + ", (SELECT string_agg('\"ä\\, (' || i || E')\\n\"\"', '') FROM generate_series(1, 200000) AS i)"
                + ", (SELECT jsonb_agg(i || ' \"ö') FROM generate_series(1, 200000) AS i))");

        List<TransactionPart> sent = pull(b, a);

        assertThat(b.query(SUMS), is(a.query(SUMS)));
        assertThat(b.query("SELECT octet_length(photo) FROM product"), is(List.of("" + (40 << 20))));
        assertThat(sent, hasSize(greaterThan(80)));
        assertThat(
                a.query("SELECT octet_length(new_row) < 500 AND count(*) OVER () = 1 FROM sync.change_log"),
                is(List.of("t")));
        assertThat(b.query(VALUES), is(List.of("3")));
        assertThat(b.query("SELECT count(*) FROM sync.cut_images"), is(List.of("0")));
        assertThat(a.query("SELECT count(*) FROM sync.cut_images"), is(List.of("0")));
    }

    @Test
    public void theLogForPeopleTellsHashAndSize() throws Exception {
        a.run(insert(1, photo(1024, "x")));

        assertThat(
                a.query(
                        "SELECT change_data -> 'photo' ->> 'bytes' || ' ' || (change_data ->> 'name') FROM sync.sync_events"),
                is(List.of((2 << 20) + 2 + " tea")));
    }

    @Test
    public void aValueJustAtTheLimitStaysInTheImage() throws Exception {
        a.run(
                "INSERT INTO product (id, price, page) VALUES (1, 1, repeat('x', 1048576)), (2, 1, repeat('x', 1048577))");

        pull(b, a);

        assertThat(b.query(SUMS), is(a.query(SUMS)));
        assertThat(a.query("SELECT bytes FROM sync.large_values"), is(List.of("1048577")));
    }

    @Test
    public void whatAUserWroteLikeANameStaysWhatItIs() throws Exception {
        String name = "\\large:" + "0".repeat(64) + ":2000000";
        a.run("INSERT INTO product (id, name, price, photo) VALUES (1, '" + name + "', 1, " + photo(1024, "x")
                + "), (2, '\\" + name + "', 1, " + photo(1024, "x") + "), (3, '" + name + "', 1, NULL)");

        pull(b, a);

        assertThat(b.query(SUMS), is(a.query(SUMS)));
        assertThat(b.query("SELECT name FROM product WHERE id = 1"), is(List.of(name)));
        assertThat(b.query(VALUES), is(List.of("1")));
    }

    @Test
    public void aPriceBesideALargeValueIsAChangeOfThePriceOnly() throws Exception {
        a.run(insert(1, photo(1500, "x")));
        pull(b, a);
        a.at("10:00:01").run("UPDATE product SET price = 11");
        b.at("10:00:02").run("UPDATE product SET photo = " + photo(1600, "y"));

        exchange();

        assertThat(b.query(SUMS), is(a.query(SUMS)));
        assertThat(
                a.query("SELECT price || ' ' || octet_length(photo) FROM product"), is(List.of("11 " + (1600 << 10))));
        assertThat(a.query("SELECT count(*) FROM sync.sync_conflicts"), is(List.of("0")));
        assertThat(a.query(VALUES), is(List.of("2")));
    }

    @Test
    public void ofTwoLargeValuesTheLaterStaysAndTheOtherCanBeTakenFromTheInbox() throws Exception {
        a.run(insert(1, photo(1100, "x")));
        pull(b, a);
        a.at("10:00:01").run("UPDATE product SET photo = " + photo(1200, "a"));
        b.at("10:00:02").run("UPDATE product SET photo = " + photo(1300, "b"));
        exchange();

        assertThat(a.query(SUMS), is(b.query(SUMS)));
        assertThat(a.query("SELECT octet_length(photo) FROM product"), is(List.of("" + (1300 << 10))));
        Conflict conflict = a.inbox()
                .find(a.query("SELECT conflict_id FROM sync.sync_conflicts").get(0))
                .orElseThrow()
                .conflict();
        Contribution loser = conflict.contributions().stream()
                .filter(side -> side.dot().origin().node().value().startsWith("0a"))
                .findFirst()
                .orElseThrow();
        assertThat(LargeValue.named(loser.after().get("photo")).orElseThrow().bytes(), is((1200L << 11) + 2));

        a.at("10:00:03").decide(new InboxDecision(conflict.id(), loser.dot(), Map.of(), "ann"));
        exchange();

        assertThat(a.query("SELECT octet_length(photo) FROM product"), is(List.of("" + (1200 << 10))));
        assertThat(b.query(SUMS), is(a.query(SUMS)));
    }

    @Test
    public void aDeletedRowComesBackWithItsLargeValue() throws Exception {
        a.run(insert(1, photo(1500, "x")));
        pull(b, a);
        List<String> before = a.query("SELECT md5(photo) FROM product");
        a.at("10:00:01").run("DELETE FROM product");
        b.at("10:00:02").run("UPDATE product SET name = 'mate'");

        exchange();

        assertThat(a.query("SELECT name FROM product"), is(List.of("mate")));
        assertThat(a.query("SELECT md5(photo) FROM product"), is(before));
        assertThat(b.query(SUMS), is(a.query(SUMS)));
    }

    @Test
    public void aRowOfWhichTheLogKnowsNothingIsReadWithoutItsLargeValue() throws Exception {
        Branch fresh = new Branch(SERVER, C, "CREATE SCHEMA elsewhere", PRODUCT, insert(1, photo(1500, "x")));
        pull(a, fresh);
        a.at("10:00:01").run("UPDATE product SET name = 'mate'");
        fresh.at("10:00:02").run("UPDATE product SET price = 12");

        pull(a, fresh);
        pull(fresh, a);

        assertThat(fresh.query("SELECT name || price FROM product"), is(List.of("mate12")));
        assertThat(fresh.query(SUMS), is(a.query(SUMS)));
    }

    @Test
    public void anotherKeyAndAnotherColumnChangeNothing() throws Exception {
        a.run(insert(1, photo(1500, "x")));
        pull(b, a);
        a.run("UPDATE product SET id = 2");
        pull(b, a);
        a.run("ALTER TABLE product ADD COLUMN note text", "UPDATE product SET note = 'new'");
        b.run("ALTER TABLE product ADD COLUMN note text");
        b.database().install();

        pull(b, a);

        assertThat(b.query(SUMS), is(a.query(SUMS)));
        assertThat(b.query("SELECT id || note FROM product"), is(List.of("2new")));
    }

    @Test
    public void whoGotItPassesItOn() throws Exception {
        Branch c = new Branch(SERVER, C, PRODUCT);
        a.run(insert(1, photo(1500, "x")));
        pull(b, a);

        pull(c, b);

        assertThat(c.query(SUMS), is(a.query(SUMS)));
    }

    @Test
    public void anotherContentUnderANameIsRefusedAndSpoilsNothing() throws Exception {
        a.run(insert(1, photo(1500, "x")));
        List<TransactionPart> parts = Parts.of(a, b.number(), 100_000);
        TransactionPart first = parts.get(0);
        ValuePiece piece = first.pieces().get(0);
        byte[] forged = piece.content().clone();
        forged[100] ^= 1;
        NodeId liar = new NodeId("%016x".formatted(C));
        List<TransactionPart> lies = new ArrayList<>(parts);
        lies.set(
                0,
                new TransactionPart(
                        first.transaction(),
                        List.of(new ValuePiece(piece.value(), 0, forged)),
                        first.after(),
                        first.place(),
                        false));

        boolean kept = true;
        for (TransactionPart lie : lies) {
            kept &= b.applier().stage(liar, 1, lie);
        }
        assertFalse(kept);
        assertThat(b.query("SELECT count(*) FROM sync.large_values WHERE whole"), is(List.of("0")));

        pull(b, a);
        assertThat(b.query(SUMS), is(a.query(SUMS)));
    }

    @Test
    public void aNameWithoutItsPiecesIsRefused() throws Exception {
        a.run(insert(1, photo(1500, "x")));
        List<TransactionPart> parts = Parts.of(a, b.number(), 100_000);
        TransactionPart last = parts.get(parts.size() - 1);

        boolean kept = b.applier()
                .stage(new NodeId("%016x".formatted(A)), 1, new TransactionPart(last.transaction(), 0, 7, true));

        assertFalse(kept);
    }

    @Test
    public void valuesGoWithTheLastTransactionThatNamesThem() throws Exception {
        a.run(insert(1, photo(1500, "x")));
        Parts.of(a, b.number(), 100_000).subList(0, 2).forEach(part -> stage(b, part));
        assertThat(b.query(VALUES), is(List.of("1")));
        b.run("UPDATE sync.sync_staged SET touched_at = now() - interval '2 days'");

        b.applier().staged();

        assertThat(b.query(VALUES), is(List.of("0")));
        assertThat(b.query("SELECT count(*) FROM sync.large_pieces"), is(List.of("0")));
        a.applier().staged();
        assertThat(a.query(VALUES), is(List.of("1")));
    }

    private void exchange() throws Exception {
        pull(b, a);
        pull(a, b);
        pull(b, a);
    }

    /** All that one branch lacks of the other's; answers the parts among it. */
    private static List<TransactionPart> pull(Branch to, Branch from) throws Exception {
        from.number();
        List<TransactionPart> sent = new ArrayList<>();
        NodeId teller = new NodeId("%016x".formatted(A));
        for (int round = 0; round < 100; round++) {
            LogSlice slice = Parts.read(from, to.number(), 0, Map.of(), 1_000_000);
            if (slice.part() != null) {
                List<TransactionPart> parts = Parts.of(from, to.number(), 1_000_000);
                for (TransactionPart part : parts) {
                    assertTrue("kept", to.applier().stage(teller, 1, part));
                    assertThat(part.pieces().size(), is(lessThan(2)));
                }
                sent.addAll(parts);
                to.applier().applyStaged(parts.get(0).header(), LastWriter.resolution(), NOON);
            } else if (slice.transactions().isEmpty()) {
                return sent;
            } else {
                to.apply(slice.transactions());
            }
            assertThat(to.query("SELECT reason FROM sync.sync_held"), is(empty()));
        }
        throw new AssertionError("no end of it");
    }

    private static void stage(Branch to, TransactionPart part) {
        try {
            assertTrue(to.applier().stage(new NodeId("%016x".formatted(A)), 1, part));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
