package org.multibusiness.sync.api.change;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

public class TableLayoutTest {
    private static final TableName TABLE = new TableName("public", "stock");
    private static final ColumnLayout ID = new ColumnLayout("id", "uuid", true, false);
    private static final ColumnLayout NAME = new ColumnLayout("Name", "text", false, false);
    private static final ColumnLayout PRICE = new ColumnLayout("price", "numeric(12,2)", false, false);

    @Test
    public void theOrderOfTheColumnsDoesNotMatterForTheFingerprint() {
        String expected = layout(ID, NAME, PRICE).fingerprint();
        List<ColumnLayout> shuffled = new ArrayList<>(List.of(ID, NAME, PRICE));
        Random random = new Random(1);
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(shuffled, random);
            assertEquals(expected, new TableLayout(TABLE, shuffled).fingerprint());
        }
    }

    @Test
    public void generatedColumnsDoNotCount() {
        ColumnLayout generated = new ColumnLayout("gross", "numeric", false, true);

        assertEquals(
                layout(ID, PRICE).fingerprint(), layout(ID, generated, PRICE).fingerprint());
    }

    @Test
    public void everythingElseCounts() {
        List<TableLayout> different = List.of(
                layout(ID, NAME, PRICE),
                layout(ID, NAME),
                layout(ID, NAME, new ColumnLayout("price", "numeric(12,3)", false, false)),
                layout(ID, NAME, new ColumnLayout("price", "numeric", false, false)),
                layout(ID, NAME, new ColumnLayout("Price", "numeric(12,2)", false, false)),
                layout(ID, NAME, new ColumnLayout("price", "numeric(12,2)", true, false)),
                new TableLayout(new TableName("public", "Stock"), List.of(ID, NAME, PRICE)),
                new TableLayout(new TableName("stock", "public"), List.of(ID, NAME, PRICE)));

        Set<String> fingerprints = new HashSet<>();
        different.forEach(layout -> fingerprints.add(layout.fingerprint()));

        assertEquals(different.size(), fingerprints.size());
    }

    @Test
    public void namesAndTypesDoNotRunTogether() {
        assertNotEquals(
                layout(ID, new ColumnLayout("a", "btext", false, false)).fingerprint(),
                layout(ID, new ColumnLayout("ab", "text", false, false)).fingerprint());
    }

    @Test
    public void aFingerprintIs32HexDigits() {
        assertTrue(layout(ID).fingerprint().matches("[0-9a-f]{32}"));
    }

    @Test
    public void aLayoutWithoutKeyIsRefusedNamingTheTable() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> layout(NAME, PRICE));

        assertTrue(e.toString(), e.toString().contains("public.stock"));
    }

    @Test
    public void columnsAreFoundByTheirExactName() {
        TableLayout layout = layout(ID, NAME, PRICE);

        assertEquals(1, layout.indexOf("Name"));
        assertEquals(-1, layout.indexOf("name"));
        assertEquals(List.of(ID), layout.keyColumns());
    }

    @Test
    public void aLayoutIsACopy() {
        List<ColumnLayout> columns = new ArrayList<>(List.of(ID));
        TableLayout layout = new TableLayout(TABLE, columns);

        columns.add(NAME);

        assertEquals(layout(ID), layout);
    }

    private static TableLayout layout(ColumnLayout... columns) {
        return new TableLayout(TABLE, List.of(columns));
    }
}
