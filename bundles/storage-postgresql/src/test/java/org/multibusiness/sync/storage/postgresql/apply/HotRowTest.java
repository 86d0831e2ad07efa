package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.List;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.core.row.RowResolver;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;

/** A row that two branches change all the time: there is never a moment in which one of them has seen everything. */
public final class HotRowTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final int ROUNDS = 12;
    private static final int SALES = 15;
    private static final String[] TABLES = {
        "CREATE TABLE till (id integer PRIMARY KEY, balance integer)",
        "CREATE TABLE account (id integer PRIMARY KEY, balance integer)"
    };
    private static final String TILL = "SELECT balance FROM till";
    private static final String ACCOUNTS = "SELECT id || ' ' || balance FROM account ORDER BY id";

    @Rule
    public final Timeout patience = Timeout.seconds(300);

    @Test
    public void noSaleOfARowThatNeverRestsIsLost() throws Exception {
        Branch a = new Branch(SERVER, 0xa, TABLES).by(RowResolver.uniform(new Sum()));
        Branch b = new Branch(SERVER, 0xb, TABLES).by(RowResolver.uniform(new Sum()));
        a.run("INSERT INTO till VALUES (1, 0)", "INSERT INTO account SELECT i, 0 FROM generate_series(1, 7) AS i");
        b.fetch(a);

        for (int round = 0; round < ROUNDS; round++) {
            sell(a, round, 0);
            sell(b, round, 3);
            List<ChangeTransaction> fromA = a.missing(b.number());
            List<ChangeTransaction> fromB = b.missing(a.number());
            a.apply(fromB);
            // Not yet seen at the other side: each author always lacks something.
            sell(a, round, 1);
            sell(b, round, 5);
            b.apply(fromA);
        }
        a.fetch(b);
        b.fetch(a);

        assertThat(a.query(TILL), is(List.of(String.valueOf(4 * ROUNDS * SALES))));
        assertThat(b.query(TILL), is(a.query(TILL)));
        assertThat(b.query(ACCOUNTS), is(a.query(ACCOUNTS)));
        assertThat(a.query("SELECT sum(balance) FROM account"), is(a.query(TILL)));
    }

    private static void sell(Branch branch, int round, int account) throws Exception {
        String[] sales = new String[SALES];
        for (int i = 0; i < SALES; i++) {
            sales[i] = "BEGIN; UPDATE account SET balance = balance + 1 WHERE id = " + (1 + (account + i) % 7)
                    + "; UPDATE till SET balance = balance + 1; COMMIT";
        }
        branch.at("10:%02d:00".formatted(round)).run(sales);
    }
}
