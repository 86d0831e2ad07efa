package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.storage.ApplyOutcome;
import org.multibusiness.sync.storage.postgresql.PostgresqlServer;

/** Names from a peer that was let in: they look up the catalogue and never become SQL; what follows them is applied. */
public class HostilePeerTest {
    @ClassRule
    public static final PostgresqlServer SERVER = new PostgresqlServer();

    private static final String ITEM = "CREATE TABLE item (id integer PRIMARY KEY, name text)";
    /** What a statement that went wrong would have changed: tables, columns, functions, roles, and rows that are not synced. */
    private static final String CATALOGUE = """
            SELECT concat_ws(' ', 'table', n.nspname, c.relname, a.attname)
            FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_attribute AS a ON a.attrelid = c.oid
            WHERE n.nspname NOT IN ('pg_toast')
            UNION ALL SELECT concat_ws(' ', 'function', p.proname, md5(p.prosrc)) FROM pg_proc AS p
            UNION ALL SELECT concat_ws(' ', 'role', r.rolname, r.rolsuper) FROM pg_roles AS r
            UNION ALL SELECT concat_ws(' ', 'own', t::text) FROM own AS t
            UNION ALL SELECT concat_ws(' ', 'state', t.node_id) FROM sync.sync_state AS t
            ORDER BY 1
            """;

    private static final List<String> NAMES = List.of(
            "item\"; DROP TABLE item; --",
            "item'; DROP TABLE item; --",
            "item; DROP TABLE item",
            "item\\'; DROP TABLE item; --",
            "$$; DROP TABLE item; $$",
            "$1",
            "?",
            "%s%n",
            "../item",
            "ITEM",
            " item",
            "item ",
            "",
            "it\u200bem",
            "\u202emeti",
            "item\r\nDROP TABLE item",
            "\u001b[2J",
            "\u0001",
            "{item,own}",
            "\"item\"",
            "i\u0442em",
            "\ud83d\udca3",
            "x".repeat(63),
            "x".repeat(64),
            "\u00e9".repeat(64),
            "x".repeat(256));

    private Branch attacker;
    private Branch shop;

    @Before
    public void openBranches() throws Exception {
        attacker = new Branch(SERVER, 0xa, ITEM);
        shop = new Branch(SERVER, 0xb, ITEM, "CREATE TABLE own (secret text)", "INSERT INTO own VALUES ('ours')");
        attacker.run("INSERT INTO item VALUES (1, 'tea')");
        shop.fetch(attacker);
    }

    @Test
    public void hostileTableNames() throws Exception {
        assertOnlyLookedUp(NAMES, name -> layout -> new TableLayout(new TableName("public", name), layout.columns()));
    }

    @Test
    public void hostileSchemaNames() throws Exception {
        assertOnlyLookedUp(NAMES, name -> layout -> new TableLayout(new TableName(name, "item"), layout.columns()));
    }

    @Test
    public void hostileColumnNames() throws Exception {
        assertOnlyLookedUp(
                NAMES,
                name -> layout -> new TableLayout(
                        layout.table(),
                        layout.columns().stream()
                                .map(c -> c.key() ? c : new ColumnLayout(name, c.type(), false, false))
                                .toList()));
    }

    @Test
    public void hostileTypeNames() throws Exception {
        assertOnlyLookedUp(
                NAMES,
                name -> layout -> new TableLayout(
                        layout.table(),
                        layout.columns().stream()
                                .map(c -> c.key() ? c : new ColumnLayout(c.name(), name, false, false))
                                .toList()));
    }

    /** Ours and PostgreSQL's are no tables that anybody may write, and neither is one that this server did not choose. */
    @Test
    public void tablesThatAreNobodysBusiness() throws Exception {
        List<String> names = List.of(
                "pg_catalog.pg_class",
                "pg_catalog.pg_authid",
                "information_schema.tables",
                "sync.sync_state",
                "sync.sync_vector",
                "sync.sync_nodes",
                "sync.change_log",
                "public.own");
        assertOnlyLookedUp(names, name -> layout -> {
            String[] parts = name.split("\\.", 2);
            return new TableLayout(new TableName(parts[0], parts[1]), layout.columns());
        });
    }

    private interface Disguise {
        UnaryOperator<TableLayout> as(String name);
    }

    /** A change of each name is held, nothing else happens, and the good changes in between and after it are applied. */
    private void assertOnlyLookedUp(List<String> names, Disguise disguise) throws Exception {
        List<String> catalogue = shop.query(CATALOGUE);
        List<ChangeTransaction> evil = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            var known = attacker.number();
            attacker.run("INSERT INTO item VALUES (" + (100 + i) + ", 'evil')");
            evil.add(disguised(attacker.missing(known).get(0), disguise.as(names.get(i))));
        }

        ApplyOutcome outcome = shop.apply(evil);

        assertThat(outcome.held(), is(names.size()));
        assertThat(
                "each with its reason, which the inbox shows",
                shop.query("SELECT count(*)::text FROM sync.sync_held WHERE length(reason) BETWEEN 10 AND 1000"),
                is(List.of(String.valueOf(names.size()))));
        attacker.run("UPDATE item SET name = 'mint' WHERE id = 1");
        shop.fetch(attacker);
        shop.retry();
        assertThat(shop.rows("item"), is(List.of("(1,mint)")));
        assertThat(shop.query(CATALOGUE), is(catalogue));
    }

    private static ChangeTransaction disguised(ChangeTransaction honest, UnaryOperator<TableLayout> disguise) {
        List<RowChange> changes = honest.changes().stream()
                .map(c -> new RowChange(c.operation(), disguise.apply(c.layout()), c.before(), c.after()))
                .toList();
        return new ChangeTransaction(
                honest.dot(), honest.past(), honest.timestamp(), honest.committedAt(), honest.chain(), changes);
    }
}
