package org.multibusiness.sync.engine;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;

/** An operator is told in which columns a table differs. */
public class ColumnDifferencesTest {
    private static final ColumnLayout ID = column("id", "integer", true);
    private static final ColumnLayout PRICE = column("price", "numeric(10,2)", false);

    @Test
    public void anotherTypeIsNamedWithBoth() {
        assertEquals(
                "column price is numeric(10,2) here, text at east",
                said(table(ID, PRICE), table(column("price", "text", false), ID)));
    }

    @Test
    public void aMissingColumnIsNamedWithTheSideThatLacksIt() {
        assertEquals(
                "column price (numeric(10,2) here) is missing at east; column barcode (text at east) is missing here",
                said(table(ID, PRICE), table(ID, column("barcode", "text", false))));
    }

    @Test
    public void anotherPrimaryKeyIsNamed() {
        assertEquals(
                "column price is part of the primary key at east, not here",
                said(table(ID, PRICE), table(ID, column("price", "numeric(10,2)", true))));
    }

    @Test
    public void orderAndWhatTheDatabaseComputesDoNotCount() {
        assertEquals("", said(table(ID, PRICE), table(new ColumnLayout("twice", "integer", false, true), PRICE, ID)));
    }

    @Test
    public void aColumnThatIsComputedOnOneSideOnlyIsMissingThere() {
        assertEquals(
                "column price (numeric(10,2) here) is missing at east",
                said(table(ID, PRICE), table(ID, new ColumnLayout("price", "numeric(10,2)", false, true))));
    }

    @Test
    public void ofManyDifferencesTheFirstAreNamedAndTheOthersCounted() {
        List<ColumnLayout> many = new ArrayList<>(List.of(ID));
        for (int i = 0; i < 11; i++) {
            many.add(column("c" + i, "text", false));
        }

        String said = said(table(ID), table(many.toArray(new ColumnLayout[0])));

        assertTrue(said, said.endsWith("column c7 (text at east) is missing here; and 3 more"));
    }

    @Test
    public void aPeersNamesBringNoControlCharactersOntoAScreen() {
        String said = ColumnDifferences.of(
                table(ID), table(ID, column("evil\u001b[31m\n", "text\u202e", false)), "east\r\nERROR");

        assertEquals("column evil?[31m (text? at east??ERROR) is missing here", said);
    }

    private static String said(TableLayout here, TableLayout there) {
        return ColumnDifferences.of(here, there, "east");
    }

    private static TableLayout table(ColumnLayout... columns) {
        return new TableLayout(new TableName("public", "products"), List.of(columns));
    }

    private static ColumnLayout column(String name, String type, boolean key) {
        return new ColumnLayout(name, type, key, false);
    }
}
