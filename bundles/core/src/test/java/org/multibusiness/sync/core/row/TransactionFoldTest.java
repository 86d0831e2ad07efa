package org.multibusiness.sync.core.row;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.core.seeded.Seeds;

public class TransactionFoldTest {
    private static final RowImage ONE = Stock.row("one", null, "1");
    private static final RowImage TWO = Stock.row("two", null, "1");
    private static final RowImage THREE = Stock.row("three", "shelf", "");

    @Test
    public void theNetChangeIsFoundInEveryRecordedOrderOfAChain() {
        Seeds.each(3000, getClass(), random -> {
            List<@Nullable RowImage> images = walk(random, 1 + random.nextInt(8));
            List<RowChange> steps = steps(images);
            Collections.shuffle(steps, random);
            RowImage first = images.get(0);
            RowImage last = images.get(images.size() - 1);

            assertEquals(
                    Objects.equals(first, last) ? List.of() : List.of(Stock.change(Stock.LAYOUT, first, last)),
                    TransactionFold.fold(steps));
        });
    }

    /** A walk over few images, so that it comes by the same one again and again; null is the absent row. */
    private static List<@Nullable RowImage> walk(Random random, int steps) {
        List<@Nullable RowImage> images = new ArrayList<>();
        images.add(any(random));
        while (images.size() <= steps) {
            RowImage next = any(random);
            if (!Objects.equals(next, images.get(images.size() - 1))) {
                images.add(next);
            }
        }
        return images;
    }

    private static @Nullable RowImage any(Random random) {
        return Arrays.asList(null, ONE, TWO, THREE).get(random.nextInt(4));
    }

    private static List<RowChange> steps(List<@Nullable RowImage> images) {
        List<RowChange> steps = new ArrayList<>();
        for (int i = 1; i < images.size(); i++) {
            steps.add(Stock.change(Stock.LAYOUT, images.get(i - 1), images.get(i)));
        }
        return steps;
    }

    @Test
    public void insertAndDeleteAreNothing() {
        assertEquals(List.of(), TransactionFold.fold(List.of(change(null, ONE), change(ONE, null))));
    }

    @Test
    public void insertUpdateAndDeleteAreNothing() {
        assertEquals(List.of(), TransactionFold.fold(List.of(change(null, ONE), change(ONE, TWO), change(TWO, null))));
    }

    @Test
    public void deleteAndInsertAreAnUpdate() {
        assertEquals(List.of(change(ONE, TWO)), TransactionFold.fold(List.of(change(ONE, null), change(null, TWO))));
    }

    @Test
    public void deleteAndInsertOfTheSameAreNothing() {
        assertEquals(List.of(), TransactionFold.fold(List.of(change(ONE, null), change(null, ONE))));
    }

    @Test
    public void insertAndUpdateAreAnInsert() {
        assertEquals(List.of(change(null, TWO)), TransactionFold.fold(List.of(change(null, ONE), change(ONE, TWO))));
    }

    @Test
    public void aNestedChangeThatWasRecordedBeforeTheOuterOneIsPutBehindIt() {
        // The user's statement leads from one to two, his trigger from two to three; the trigger's change is recorded
        // first.
        assertEquals(List.of(change(ONE, THREE)), TransactionFold.fold(List.of(change(TWO, THREE), change(ONE, TWO))));
    }

    @Test
    public void aLoopIsNothing() {
        assertEquals(
                List.of(), TransactionFold.fold(List.of(change(ONE, TWO), change(TWO, THREE), change(THREE, ONE))));
    }

    @Test
    public void aSingleStepThatChangesNothingIsNothing() {
        assertEquals(List.of(), TransactionFold.fold(List.of(change(ONE, ONE))));
    }

    @Test
    public void rowsAreFoldedApartInTheOrderOfTheirFirstAppearance() {
        Seeds.each(500, getClass(), random -> {
            List<RowChange> captured = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                captured.add(step(random.nextInt(6), random.nextInt(3)));
            }
            List<String> appeared = captured.stream()
                    .map(change -> change.key().text())
                    .distinct()
                    .toList();

            List<RowChange> net = TransactionFold.fold(captured);

            List<String> order = net.stream().map(change -> change.key().text()).toList();
            assertEquals(appeared.stream().filter(order::contains).toList(), order);
        });
    }

    /** A step of one of several rows, from one number to the next; only ever forward, so that it is never a loop. */
    private static RowChange step(int row, int at) {
        TableLayout layout = new TableLayout(
                new TableName("public", "n"),
                List.of(new ColumnLayout("id", "text", true, false), new ColumnLayout("n", "text", false, false)));
        return new RowChange(
                Operation.UPDATE,
                layout,
                new RowImage(List.of("" + row, "" + at)),
                new RowImage(List.of("" + row, "" + (at + 1))));
    }

    @Test
    public void aKeyChangeStaysADeletionAndAnInsertion() {
        RowImage moved = new RowImage(Arrays.asList("south", "tea", "one", null, "1"));
        RowChange deletion = change(ONE, null);
        RowChange insertion = change(null, moved);

        assertEquals(List.of(deletion, insertion), TransactionFold.fold(List.of(deletion, insertion)));
    }

    @Test
    public void stepsUnderLayoutsThatDifferInOrderAreChained() {
        Seeds.each(500, getClass(), random -> {
            TableLayout other = permuted(random);
            RowChange first = change(ONE, TWO);
            RowChange second = new RowChange(
                    Operation.UPDATE,
                    other,
                    Projection.of(TWO, Stock.LAYOUT, other),
                    Projection.of(THREE, Stock.LAYOUT, other));

            RowChange net = TransactionFold.fold(List.of(first, second)).get(0);
            RowChange reversed = TransactionFold.fold(List.of(second, first)).get(0);

            assertEquals(
                    new RowChange(Operation.UPDATE, other, Projection.of(ONE, Stock.LAYOUT, other), second.after()),
                    net);
            assertEquals(change(ONE, THREE), reversed);
        });
    }

    /** The columns in another order, the key's among themselves in the same: else it would be another key. */
    private static TableLayout permuted(Random random) {
        List<ColumnLayout> columns = new ArrayList<>(Stock.LAYOUT.columns());
        Collections.shuffle(columns, random);
        int shop = columns.indexOf(Stock.LAYOUT.columns().get(0));
        int item = columns.indexOf(Stock.LAYOUT.columns().get(1));
        if (shop > item) {
            Collections.swap(columns, shop, item);
        }
        return new TableLayout(Stock.TABLE, columns);
    }

    @Test
    public void aColumnAddedMeanwhileLeadsToTheRecordedEnds() {
        List<ColumnLayout> columns = new ArrayList<>(Stock.LAYOUT.columns());
        columns.add(new ColumnLayout("added", "text", false, false));
        TableLayout wider = new TableLayout(Stock.TABLE, columns);
        RowChange first = change(ONE, TWO);
        RowChange second = new RowChange(Operation.UPDATE, wider, widened(TWO, "default"), widened(TWO, "set"));

        RowChange net = TransactionFold.fold(List.of(first, second)).get(0);

        assertEquals(wider, net.layout());
        assertEquals(widened(TWO, "set"), net.after());
        assertEquals(widened(ONE, null), net.before());
    }

    private static RowImage widened(RowImage image, @Nullable String added) {
        List<@Nullable String> values = new ArrayList<>(image.values());
        values.add(added);
        return new RowImage(values);
    }

    @Test
    public void aDroppedColumnIsForgotten() {
        TableLayout narrower =
                new TableLayout(Stock.TABLE, Stock.LAYOUT.columns().subList(0, 4));
        RowChange first = change(ONE, THREE);
        RowImage after = new RowImage(Arrays.asList("north", "tea", "four", null));
        RowChange second =
                new RowChange(Operation.UPDATE, narrower, Projection.of(THREE, Stock.LAYOUT, narrower), after);

        RowChange net = TransactionFold.fold(List.of(first, second)).get(0);

        assertEquals(new RowChange(Operation.UPDATE, narrower, Projection.of(ONE, Stock.LAYOUT, narrower), after), net);
    }

    @Test
    public void aProjectionGoesByNameAndMissingColumnsAreNull() {
        TableLayout narrower = new TableLayout(
                Stock.TABLE,
                List.of(
                        Stock.LAYOUT.columns().get(4),
                        Stock.LAYOUT.columns().get(0),
                        new ColumnLayout("unknown", "text", false, false)));

        RowImage projected = Projection.of(ONE, Stock.LAYOUT, narrower);

        assertEquals("1", projected.value(0));
        assertEquals("north", projected.value(1));
        assertNull(projected.value(2));
    }

    private static RowChange change(@Nullable RowImage before, @Nullable RowImage after) {
        return Stock.change(Stock.LAYOUT, before, after);
    }

    /** What is left when nothing is folded away: guards the guard above against folding everything away. */
    @Test
    public void independentStepsAllStay() {
        Map<String, RowChange> rows = new TreeMap<>();
        for (int row = 0; row < 5; row++) {
            rows.put("" + row, step(row, 0));
        }
        assertEquals(List.copyOf(rows.values()), TransactionFold.fold(List.copyOf(rows.values())));
    }
}
