package org.multibusiness.sync.schema;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.util.List;
import org.junit.Test;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.schema.Compatibility;
import org.multibusiness.sync.api.schema.Compatibility.Difference;
import org.multibusiness.sync.api.schema.SchemaVersion;

public class SchemaComparisonTest {
    private static final ColumnLayout ID = new ColumnLayout("id", "integer", true, false);
    private static final ColumnLayout NAME = new ColumnLayout("name", "text", false, false);
    private static final ColumnLayout SHORT_NAME = new ColumnLayout("name", "character varying(10)", false, false);
    private static final ColumnLayout COMPUTED = new ColumnLayout("twice", "integer", false, true);

    private final LiquibaseSchema schema = new LiquibaseSchema();

    @Test
    public void theOrderOfColumnsAndGeneratedColumnsDoNotMatter() {
        Compatibility both = schema.compare(version("shop", ID, NAME), version("shop", COMPUTED, NAME, ID));

        assertThat(both.matching(), is(1));
        assertThat(both.differences(), is(empty()));
    }

    @Test
    public void aTableWithAnotherColumnTypeIsNamedAndTheOthersMatch() {
        SchemaVersion here = schema.describe(List.of(layout("shop", ID, NAME), layout("town", ID, NAME)));
        SchemaVersion there = schema.describe(List.of(layout("shop", ID, SHORT_NAME), layout("town", ID, NAME)));

        Compatibility both = schema.compare(here, there);

        assertThat(both.matching(), is(1));
        assertThat(tables(both), contains("public.shop"));
        assertThat(both.differences().get(0).reason(), containsString("columns differ"));
    }

    @Test
    public void aTableThatOnlyOneSideSyncsIsNamedWithTheSideThatLacksIt() {
        SchemaVersion here = schema.describe(List.of(layout("a", ID)));
        SchemaVersion there = schema.describe(List.of(layout("b", ID)));

        Compatibility both = schema.compare(here, there);

        assertThat(both.matching(), is(0));
        assertThat(tables(both), contains("public.a", "public.b"));
        assertThat(both.differences().get(0).reason(), containsString("not synced at the peer"));
        assertThat(both.differences().get(1).reason(), containsString("not synced here"));
    }

    @Test
    public void twoEmptyDatabasesFit() {
        Compatibility both = schema.compare(SchemaVersion.EMPTY, SchemaVersion.EMPTY);

        assertThat(both, is(new Compatibility(0, List.of())));
    }

    private static List<String> tables(Compatibility both) {
        return both.differences().stream()
                .map(Difference::table)
                .map(TableName::toString)
                .toList();
    }

    private SchemaVersion version(String table, ColumnLayout... columns) {
        return schema.describe(List.of(layout(table, columns)));
    }

    private static TableLayout layout(String table, ColumnLayout... columns) {
        return new TableLayout(new TableName("public", table), List.of(columns));
    }
}
