package org.multibusiness.sync.simulator.shop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.conflict.AliveRule;
import org.multibusiness.sync.api.conflict.RowResolution;
import org.multibusiness.sync.conflict.Shipped;
import org.multibusiness.sync.conflict.rules.ConfiguredRules;
import org.multibusiness.sync.core.row.RowResolver;

/** The tables that all branches have: every shipped policy and every rule for deletions is in them. */
public final class Shop {
    /** A row of it has a column for most policies. */
    public static final Table PRODUCT = Table.of(
            "product",
            AliveRule.UPDATE_WINS,
            List.of(
                    "id integer",
                    "name text",
                    "price numeric(12,2)",
                    "stock integer",
                    "counted integer",
                    "tags text[]",
                    "grade integer",
                    "cost integer",
                    "maker text",
                    "note text",
                    "motto text",
                    "shelf text",
                    "moved integer",
                    "street text",
                    "city text"),
            List.of(
                    "name = keep-both",
                    "price = last-writer",
                    "stock = delta reset-by counted",
                    "counted = last-writer",
                    "tags = merge-arrays",
                    "grade = prefer-higher",
                    "cost = prefer-lower",
                    "maker = node-priority 0000000000000002 0000000000000001",
                    "note = manual",
                    "motto = always-keep",
                    "shelf = prefer-newer moved",
                    "moved = last-writer",
                    "street+city = last-writer"));

    /** Only ever inserted. */
    public static final Table SALE = Table.of(
            "sale",
            AliveRule.UPDATE_WINS,
            List.of("id integer", "product integer", "amount integer"),
            List.of("product = last-writer", "amount = last-writer"));

    /** Deletions win. */
    public static final Table SESSION = Table.of(
            "session",
            AliveRule.DELETE_WINS,
            List.of("id integer", "owner text", "hits integer"),
            List.of("owner = last-writer", "hits = delta"));

    /** Whole rows, the last one wins. */
    public static final Table BOOKING = Table.of(
            "booking",
            AliveRule.LAST_WRITER,
            List.of("id integer", "place text", "guest text"),
            List.of("* = last-writer"));

    /** Two changes that are good each may break its rule together. */
    public static final Table OFFER = Table.of(
                    "offer",
                    AliveRule.UPDATE_WINS,
                    List.of("id integer", "least integer", "most integer", "sold integer", "label text"),
                    List.of("least = last-writer", "most = last-writer", "sold = delta", "label = last-writer"))
            .with(new Check("least_before_most", "least", "most"));

    /** All of them. */
    public static final List<Table> TABLES = List.of(PRODUCT, SALE, SESSION, BOOKING, OFFER);

    private static final Map<TableName, Table> BY_NAME = new HashMap<>();

    static {
        TABLES.forEach(table -> BY_NAME.put(table.layout().table(), table));
    }

    private Shop() {}

    /** The table of a name. */
    public static Table table(TableName name) {
        Table table = BY_NAME.get(name);
        if (table == null) {
            throw new IllegalArgumentException("the shop has no table " + name);
        }
        return table;
    }

    /** The production's resolution, under the shop's rules as a configuration has them. */
    public static RowResolution resolution() {
        Map<String, Object> properties = new TreeMap<>();
        TABLES.forEach(table -> properties.putAll(table.lines()));
        ConfiguredRules rules = new ConfiguredRules(properties);
        if (!rules.problem().isEmpty()
                || !rules.problems(TABLES.stream().map(Table::layout).toList()).isEmpty()) {
            throw new IllegalStateException(rules.problem()
                    + rules.problems(TABLES.stream().map(Table::layout).toList()));
        }
        return new RowResolver(rules::of, name -> Shipped.policy(name).orElseThrow());
    }
}
