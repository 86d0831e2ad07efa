package org.multibusiness.sync.conflict.rules;

import java.util.ArrayList;
import java.util.List;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;

/** The tables of the tests. */
final class Catalogue {
    static final TableLayout PRODUCTS = table(
            "products",
            "name text",
            "price numeric(12,2)",
            "quantity integer",
            "counted_at timestamp with time zone",
            "tags text[]",
            "extra jsonb");
    static final TableLayout CUSTOMERS =
            table("customers", "name text", "street text", "zip text", "city text", "price real");
    static final List<TableLayout> ALL = List.of(PRODUCTS, CUSTOMERS);

    private Catalogue() {}

    private static TableLayout table(String name, String... columns) {
        List<ColumnLayout> layout = new ArrayList<>();
        layout.add(new ColumnLayout("id", "text", true, false));
        for (String column : columns) {
            int space = column.indexOf(' ');
            layout.add(new ColumnLayout(column.substring(0, space), column.substring(space + 1), false, false));
        }
        layout.add(new ColumnLayout("label", "text", false, true));
        return new TableLayout(new TableName("public", name), layout);
    }
}
