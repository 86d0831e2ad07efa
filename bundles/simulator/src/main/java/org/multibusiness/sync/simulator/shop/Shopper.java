package org.multibusiness.sync.simulator.shop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.RowKey;
import org.multibusiness.sync.simulator.store.OpenTransaction;
import org.multibusiness.sync.simulator.store.Touch;

/** A user: what he does depends on his seed and on what he finds. */
public final class Shopper {
    private static final int PRODUCTS = 5;
    private static final int OTHERS = 3;

    private final long seed;
    private final String signature;
    private final int uid;
    private Random random;
    private int values;

    /** A user with a seed, for one transaction; its name in the books makes the values that he writes his own. */
    public Shopper(long seed, int uid) {
        this.seed = seed;
        this.random = new Random(seed);
        this.uid = uid;
        this.signature = "v" + uid + ".";
    }

    /** How many statements he will run. */
    public int statements() {
        return switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1, 2 -> 2;
            case 3 -> 6;
            default -> 1;
        };
    }

    /** How many milliseconds he thinks before the next statement, or the commit. */
    public int thinks() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(900);
            case 1, 2 -> random.nextInt(60);
            default -> 0;
        };
    }

    /** Whether he changes his mind in the end. */
    public boolean givesUp() {
        return random.nextInt(25) == 0;
    }

    /** The rows that were there before anybody watched: they differ from branch to branch. */
    public void stock(OpenTransaction transaction) {
        for (int id = 1; id <= PRODUCTS; id++) {
            if (random.nextInt(3) > 0) {
                transaction.write(Shop.PRODUCT.layout(), key(Shop.PRODUCT, id), product(id));
            }
        }
        if (random.nextBoolean()) {
            insert(transaction, Shop.SESSION, 1);
        }
    }

    /** Runs a statement, by its number; answers false where a lock was in the way: then it can be tried again. */
    public boolean run(OpenTransaction transaction, int statement) {
        random = new Random(seed + 31L * statement);
        if (random.nextInt(8) == 0 && !transaction.touches().isEmpty()) {
            return undo(transaction);
        }
        return switch (random.nextInt(10)) {
            case 0 -> transaction.write(Shop.SALE.layout(), key(Shop.SALE, sale()), sale(transaction));
            case 1, 2 -> change(transaction, Shop.SESSION, 1 + random.nextInt(OTHERS));
            case 3 -> change(transaction, Shop.BOOKING, 1 + random.nextInt(OTHERS));
            case 5, 6 -> change(transaction, Shop.OFFER, 1);
            case 4 -> sell(transaction);
            default -> change(transaction, Shop.PRODUCT, hot(PRODUCTS));
        };
    }

    /** Writes the one offer that all write; answers false where a lock was in the way. */
    public boolean offer(OpenTransaction transaction) {
        random = new Random(seed);
        return change(transaction, Shop.OFFER, 1);
    }

    /** Makes the row that he touched first what it was. */
    private static boolean undo(OpenTransaction transaction) {
        Map.Entry<RowKey, Touch> first =
                transaction.touches().entrySet().iterator().next();
        RowKey key = first.getKey();
        return transaction.write(
                Shop.table(key.table()).layout(), key, first.getValue().before());
    }

    private int sale() {
        return uid * 100 + values++;
    }

    private RowImage sale(OpenTransaction transaction) {
        return new RowImage(
                Arrays.asList("" + (uid * 100 + values - 1), "" + hot(PRODUCTS), "" + (1 + transaction.uid() % 7)));
    }

    /** The first one is the hot one. */
    private int hot(int of) {
        return random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(of);
    }

    /** A sale and the stock in one transaction. */
    private boolean sell(OpenTransaction transaction) {
        RowKey key = key(Shop.PRODUCT, hot(PRODUCTS));
        RowImage row = transaction.row(key);
        if (row == null) {
            return true;
        }
        RowImage less = with(row, Shop.PRODUCT.at("stock"), moved(row.value(Shop.PRODUCT.at("stock")), -1));
        return transaction.write(Shop.PRODUCT.layout(), key, less)
                && transaction.write(Shop.SALE.layout(), key(Shop.SALE, sale()), sale(transaction));
    }

    private boolean change(OpenTransaction transaction, Table table, int id) {
        RowKey key = key(table, id);
        RowImage row = transaction.row(key);
        if (row == null) {
            return insert(transaction, table, id);
        }
        int dice = random.nextInt(12);
        if (dice == 0 || (dice < 4 && !table.equals(Shop.PRODUCT) && !table.equals(Shop.OFFER))) {
            return transaction.write(table.layout(), key, null);
        }
        if (dice == 4 && !table.equals(Shop.OFFER)) {
            return rename(transaction, table, row, key);
        }
        return transaction.write(table.layout(), key, table.equals(Shop.OFFER) ? offer(row) : update(table, row));
    }

    /** A change of the key: a deletion and an insert. */
    private boolean rename(OpenTransaction transaction, Table table, RowImage row, RowKey key) {
        int id = 1 + random.nextInt(PRODUCTS + 2);
        RowKey other = key(table, id);
        return transaction.row(other) != null
                || (transaction.write(table.layout(), key, null)
                        && transaction.write(table.layout(), other, with(row, 0, "" + id)));
    }

    private boolean insert(OpenTransaction transaction, Table table, int id) {
        List<@Nullable String> values = new ArrayList<>(product(id).values());
        RowImage image = table.equals(Shop.PRODUCT)
                ? new RowImage(values)
                : table.equals(Shop.OFFER)
                        ? new RowImage(Arrays.asList("" + id, "20", "40", "0", text()))
                        : new RowImage(Arrays.asList("" + id, text(), table.equals(Shop.SESSION) ? "0" : text()));
        return transaction.write(table.layout(), key(table, id), image);
    }

    /** He moves one bound, as far as the other one lets him; another user may move that one. */
    private RowImage offer(RowImage row) {
        int at = Shop.OFFER.at(random.nextBoolean() ? "least" : "most");
        RowImage moved = with(row, at, "" + random.nextInt(60));
        RowImage offer = Shop.OFFER.broken(moved).isEmpty() ? moved : with(row, Shop.OFFER.at("label"), text());
        return random.nextInt(3) > 0
                ? offer
                : with(offer, Shop.OFFER.at("sold"), moved(offer.value(Shop.OFFER.at("sold")), 1));
    }

    private RowImage product(int id) {
        List<@Nullable String> values = new ArrayList<>();
        values.add("" + id);
        for (int i = 1; i < Shop.PRODUCT.layout().columns().size(); i++) {
            values.add(value(Shop.PRODUCT.layout().columns().get(i).type(), null));
        }
        return new RowImage(values);
    }

    private RowImage update(Table table, RowImage row) {
        RowImage image = row;
        int columns = table.layout().columns().size();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = 1 + random.nextInt(columns - 1);
            String column = table.layout().columns().get(at).name();
            if (column.equals("stock") || column.equals("hits") || column.equals("sold")) {
                image = with(image, at, moved(image.value(at), random.nextInt(11) - 5));
            } else if (column.equals("counted")) {
                image = counted(with(image, at, "" + uid), table.at("stock"));
            } else {
                image = with(image, at, value(table.layout().columns().get(at).type(), image.value(at)));
            }
        }
        return image;
    }

    /** A stock-take: often it finds what was expected. */
    private RowImage counted(RowImage image, int stock) {
        return random.nextInt(3) == 0 ? image : with(image, stock, "" + random.nextInt(100));
    }

    private @Nullable String moved(@Nullable String number, int by) {
        return random.nextInt(40) == 0 ? null : number == null ? "" + by : "" + (Long.parseLong(number) + by);
    }

    private @Nullable String value(String type, @Nullable String before) {
        if (random.nextInt(30) == 0) {
            return null;
        }
        return switch (type) {
            case "integer" -> "" + random.nextInt(60);
            case "numeric(12,2)" -> random.nextInt(50) + "." + (10 + random.nextInt(90));
            case "text[]" -> tags(before);
            default -> text();
        };
    }

    /** Adds an element, or takes one out. */
    private String tags(@Nullable String before) {
        Set<String> tags = new LinkedHashSet<>();
        if (before != null && before.length() > 2) {
            tags.addAll(Arrays.asList(before.substring(1, before.length() - 1).split(",", -1)));
        }
        if (!tags.isEmpty() && random.nextInt(3) == 0) {
            tags.remove(tags.iterator().next());
        } else {
            tags.add("t" + random.nextInt(12));
        }
        return "{" + String.join(",", tags) + "}";
    }

    /** Mostly a value that nobody else writes; sometimes one that somebody else may write too. */
    private String text() {
        return random.nextInt(8) == 0 ? "w" + random.nextInt(3) : signature + values++;
    }

    private static RowKey key(Table table, int id) {
        return new RowKey(table.layout().table(), List.of("" + id));
    }

    private static RowImage with(RowImage image, int at, @Nullable String value) {
        List<@Nullable String> values = new ArrayList<>(image.values());
        values.set(at, value);
        return new RowImage(values);
    }
}
