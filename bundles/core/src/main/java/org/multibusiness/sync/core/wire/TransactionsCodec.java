package org.multibusiness.sync.core.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;

/** The body of a transactions message: a dictionary of layouts, then transactions that refer to it. */
final class TransactionsCodec {
    private static final int NULL = 0;
    /** In a before image: the value is the one of the after image. */
    private static final int SAME = 1;

    private static final int TEXT = 2;
    /** The name of a large value. */
    private static final int LARGE = -1;

    /** As in {@link ColumnsCodec}: what is longer can't be a name, and does not fit into an index. */
    private static final int MOST_CHARACTERS = 256;
    /** What every database and every program can write as a date. */
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private TransactionsCodec() {}

    static void write(WireWriter out, List<ChangeTransaction> transactions) {
        Map<TableLayout, Integer> layouts = new LinkedHashMap<>();
        for (ChangeTransaction transaction : transactions) {
            transaction.changes().forEach(change -> layouts.putIfAbsent(change.layout(), layouts.size()));
        }
        out.writeLong(layouts.size());
        layouts.keySet().forEach(layout -> layout(out, layout));
        out.writeLong(transactions.size());
        transactions.forEach(transaction -> transaction(out, transaction, layouts));
    }

    static void layout(WireWriter out, TableLayout layout) {
        out.writeText(layout.table().schema()).writeText(layout.table().name());
        out.writeLong(layout.columns().size());
        for (ColumnLayout column : layout.columns()) {
            out.writeText(column.name()).writeText(column.type());
            out.writeByte((column.key() ? 1 : 0) | (column.generated() ? 2 : 0));
        }
    }

    private static void transaction(WireWriter out, ChangeTransaction transaction, Map<TableLayout, Integer> layouts) {
        out.writeText(transaction.dot().toString());
        MessageCodec.vector(out, transaction.past());
        out.writeLong(transaction.timestamp().packed());
        out.writeLong(micros(transaction.committedAt()));
        out.writeText(transaction.chain());
        out.writeLong(transaction.changes().size());
        for (RowChange change : transaction.changes()) {
            out.writeByte(code(change.operation()));
            out.writeLong(Objects.requireNonNull(layouts.get(change.layout())));
            image(out, change.after(), null);
            image(out, change.before(), change.after());
        }
    }

    /** Not {@code ChronoUnit.MICROS.between}: that overflows 292 years from the epoch, and a peer's clock may say anything. */
    private static long micros(Instant at) {
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
    }

    private static int code(Operation operation) {
        return switch (operation) {
            case INSERT -> 1;
            case UPDATE -> 2;
            case DELETE -> 3;
        };
    }

    private static Operation operation(int code) throws MalformedMessageException {
        return switch (code) {
            case 1 -> Operation.INSERT;
            case 2 -> Operation.UPDATE;
            case 3 -> Operation.DELETE;
            default -> throw new MalformedMessageException("operation " + code + " is not known");
        };
    }

    private static void image(WireWriter out, @Nullable RowImage image, @Nullable RowImage reference) {
        if (image == null) {
            return;
        }
        for (int i = 0; i < image.values().size(); i++) {
            String value = image.value(i);
            if (value == null) {
                out.writeByte(NULL);
            } else if (reference != null && value.equals(reference.value(i))) {
                out.writeByte(SAME);
            } else if (LargeValue.isName(value)) {
                LargeValue large = LargeValue.parse(value.substring(1));
                out.writeLong(LARGE).writeText(large.hash()).writeLong(large.bytes());
            } else {
                out.writeBytes(value.getBytes(StandardCharsets.UTF_8), TEXT);
            }
        }
    }

    static List<ChangeTransaction> read(WireReader in) throws MalformedMessageException {
        int layoutCount = in.readCount(5);
        List<TableLayout> layouts = new ArrayList<>(layoutCount);
        for (int i = 0; i < layoutCount; i++) {
            layouts.add(layout(in, Integer.MAX_VALUE));
        }
        int count = in.readCount(8);
        List<ChangeTransaction> transactions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            transactions.add(transaction(in, layouts));
        }
        return transactions;
    }

    static TableLayout layout(WireReader in, int mostColumns) throws MalformedMessageException {
        TableName table = new TableName(name(in), name(in));
        int count = in.readCount(3);
        if (count > mostColumns) {
            throw new MalformedMessageException(count + " columns where at most " + mostColumns + " may be");
        }
        List<ColumnLayout> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = name(in);
            String type = name(in);
            int flags = in.readByte();
            columns.add(new ColumnLayout(name, type, (flags & 1) != 0, (flags & 2) != 0));
        }
        return new TableLayout(table, columns);
    }

    private static String name(WireReader in) throws MalformedMessageException {
        String name = in.readText();
        if (name.length() > MOST_CHARACTERS) {
            throw new MalformedMessageException(
                    "a name of " + name.length() + " characters where at most " + MOST_CHARACTERS + " may be");
        }
        return name;
    }

    private static Instant committedAt(WireReader in) throws MalformedMessageException {
        Instant at = Instant.EPOCH.plus(in.readLong(), ChronoUnit.MICROS);
        if (at.isBefore(EARLIEST) || at.isAfter(LATEST)) {
            throw new MalformedMessageException("a transaction was committed at " + at + ", says its node's clock");
        }
        return at;
    }

    private static ChangeTransaction transaction(WireReader in, List<TableLayout> layouts)
            throws MalformedMessageException {
        Dot dot = Dot.parse(in.readText());
        var past = MessageCodec.vector(in);
        HybridTimestamp timestamp = new HybridTimestamp(in.readLong());
        Instant committedAt = committedAt(in);
        String chain = in.readText();
        int count = in.readCount(3);
        List<RowChange> changes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            changes.add(change(in, layouts));
        }
        return new ChangeTransaction(dot, past, timestamp, committedAt, chain, changes);
    }

    private static RowChange change(WireReader in, List<TableLayout> layouts) throws MalformedMessageException {
        Operation kind = operation(in.readByte());
        long index = in.readLong();
        if (index < 0 || index >= layouts.size()) {
            throw new MalformedMessageException("layout " + index + " is not in the message");
        }
        TableLayout layout = layouts.get((int) index);
        RowImage after = kind == Operation.DELETE ? null : image(in, layout, null);
        RowImage before = kind == Operation.INSERT ? null : image(in, layout, after);
        if (before != null && after != null) {
            checkSameKey(layout, before, after);
        }
        return new RowChange(kind, layout, before, after);
    }

    private static void checkSameKey(TableLayout layout, RowImage before, RowImage after)
            throws MalformedMessageException {
        for (int i = 0; i < layout.columns().size(); i++) {
            if (layout.columns().get(i).key() && !Objects.equals(before.value(i), after.value(i))) {
                throw new MalformedMessageException("an update of " + layout.table() + " changes the key");
            }
        }
    }

    private static RowImage image(WireReader in, TableLayout layout, @Nullable RowImage reference)
            throws MalformedMessageException {
        List<@Nullable String> values = new ArrayList<>(layout.columns().size());
        for (int i = 0; i < layout.columns().size(); i++) {
            long code = in.readLong();
            if (code == NULL) {
                if (layout.columns().get(i).key()) {
                    throw new MalformedMessageException("a row of " + layout.table() + " has a null key");
                }
                values.add(null);
            } else if (code == SAME) {
                if (reference == null) {
                    throw new MalformedMessageException("a value refers to an image that is not there");
                }
                values.add(reference.value(i));
            } else if (code == LARGE) {
                if (layout.columns().get(i).key()) {
                    throw new MalformedMessageException("a row of " + layout.table() + " has a key of more than a MiB");
                }
                values.add(PartCodec.value(in).name());
            } else {
                values.add(in.readText(code - TEXT));
            }
        }
        return new RowImage(values);
    }
}
