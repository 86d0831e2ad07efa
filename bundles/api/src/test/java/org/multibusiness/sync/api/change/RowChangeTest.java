package org.multibusiness.sync.api.change;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class RowChangeTest {
    private static final TableLayout LAYOUT = new TableLayout(
            new TableName("public", "line"),
            List.of(
                    new ColumnLayout("order_id", "bigint", true, false),
                    new ColumnLayout("note", "text", false, false),
                    new ColumnLayout("line_no", "integer", true, false)));
    private static final RowImage ROW = image("7", "x", "2");

    @Test
    public void eachOperationHasItsImages() {
        assertEquals(ROW, new RowChange(Operation.INSERT, LAYOUT, null, ROW).after());
        assertEquals(ROW, new RowChange(Operation.UPDATE, LAYOUT, ROW, image("7", null, "2")).before());
        assertNull(new RowChange(Operation.DELETE, LAYOUT, ROW, null).after());
    }

    @Test
    public void missingImagesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new RowChange(Operation.INSERT, LAYOUT, null, null));
        assertThrows(IllegalArgumentException.class, () -> new RowChange(Operation.UPDATE, LAYOUT, null, ROW));
        assertThrows(IllegalArgumentException.class, () -> new RowChange(Operation.UPDATE, LAYOUT, ROW, null));
        assertThrows(IllegalArgumentException.class, () -> new RowChange(Operation.DELETE, LAYOUT, null, null));
    }

    @Test
    public void imagesTooManyAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new RowChange(Operation.INSERT, LAYOUT, ROW, ROW));
        assertThrows(IllegalArgumentException.class, () -> new RowChange(Operation.DELETE, LAYOUT, ROW, ROW));
    }

    @Test
    public void anImageOfAnotherWidthIsRefusedNamingTheTable() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class, () -> new RowChange(Operation.INSERT, LAYOUT, null, image("7", "x")));

        assertTrue(e.toString(), e.toString().contains("public.line"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new RowChange(Operation.UPDATE, LAYOUT, image("7", "x", "2", "y"), ROW));
    }

    @Test
    public void theKeyIsTheKeyColumnsValuesInLayoutOrder() {
        RowKey key = new RowKey(new TableName("public", "line"), List.of("7", "2"));

        assertEquals(key, new RowChange(Operation.INSERT, LAYOUT, null, ROW).key());
        assertEquals(key, new RowChange(Operation.DELETE, LAYOUT, ROW, null).key());
        assertEquals("7,2", key.text());
    }

    @Test
    public void aNullKeyIsRefusedNamingTheTable() {
        RowChange change = new RowChange(Operation.INSERT, LAYOUT, null, image(null, "x", "2"));

        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, change::key);

        assertTrue(e.toString(), e.toString().contains("public.line"));
    }

    @Test
    public void anImageIsACopyAndKeepsNullApartFromEmpty() {
        List<@Nullable String> values = new ArrayList<>(Arrays.asList("7", null, ""));
        RowImage image = new RowImage(values);

        values.set(0, "8");

        assertEquals("7", image.value(0));
        assertNull(image.value(1));
        assertEquals("", image.value(2));
    }

    private static RowImage image(@Nullable String... values) {
        return new RowImage(Arrays.asList(values));
    }
}
