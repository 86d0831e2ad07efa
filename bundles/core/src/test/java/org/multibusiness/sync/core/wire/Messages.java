package org.multibusiness.sync.core.wire;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Branch;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.HybridTimestamp;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.discovery.PeerAddress;
import org.multibusiness.sync.api.doctor.PeerSighting;
import org.multibusiness.sync.api.schema.SchemaVersion;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.api.storage.ValuePiece;
import org.multibusiness.sync.core.stability.Acknowledgement;

/** Generates messages of every kind. */
final class Messages {
    static final int KINDS = 14;

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x",
            "null",
            "\u0001",
            "a\nb\t\"c\"",
            "Grüße",
            "日本語",
            "👩‍👩‍👧 family",
            "\uFEFFbom",
            "é",
            "NaN",
            "-0",
            "0x00");

    private final Random random;

    Messages(Random random) {
        this.random = random;
    }

    /** A message of the kind, 0 to 13. */
    Message of(int kind) {
        return switch (kind) {
            case 0 ->
                new Message.Hello(
                        random.nextInt(5),
                        node(),
                        text(),
                        random.nextLong(),
                        origin(),
                        text(),
                        List.of(text(), "sync-v1"),
                        schema(),
                        clock(),
                        vector(),
                        text(),
                        branches());
            case 1 -> new Message.Subscribe(random.nextInt(), vector(), nodes(), random.nextLong(), places());
            case 2 -> new Message.Credit(random.nextInt(), random.nextLong());
            case 3 -> new Message.Transactions(random.nextInt(1000), transactions());
            case 4 -> new Message.Heartbeat(clock(), vector());
            case 5 -> new Message.SchemaChanged(schema());
            case 6 -> new Message.Goodbye(text());
            case 7 -> new Message.RulesChanged(text());
            case 8 -> new Message.Chains(random.nextInt(100), points());
            case 9 -> new Message.Known(List.of(statement(), statement()));
            case 10 -> new Message.Unserved(random.nextInt(), vector());
            case 11 -> new Message.Peers(List.of(sighting(), sighting()));
            case 12 -> new Message.Part(random.nextInt(1000), part());
            case 13 -> Message.Columns.of(List.of(layout(), layout()));
            default -> throw new IllegalArgumentException("kind " + kind);
        };
    }

    private PeerSighting sighting() {
        List<PeerSighting.State> states = List.of(PeerSighting.State.values());
        return new PeerSighting(
                node(),
                text(),
                states.get(random.nextInt(states.size())),
                List.of("multicast", text()),
                List.of(new PeerAddress("192.168.0." + random.nextInt(256), 1 + random.nextInt(65535))),
                new PeerSighting.Last(random.nextLong() >> random.nextInt(64), text()));
    }

    private Acknowledgement statement() {
        return new Acknowledgement(
                origin(),
                random.nextLong() >>> (4 + random.nextInt(60)),
                vector(),
                Set.of(origin()),
                random.nextBoolean() ? "" : "%032x".formatted(random.nextLong() >>> 1));
    }

    private String text() {
        if (random.nextInt(60) == 0) {
            return "long ü ".repeat(random.nextInt(3_000));
        }
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private NodeId node() {
        return new NodeId(String.format("%016x", random.nextLong()));
    }

    private OriginId origin() {
        return new OriginId(node(), 1 + random.nextInt(Integer.MAX_VALUE));
    }

    private Set<Branch> branches() {
        Set<Branch> branches = new HashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            branches.add(new Branch(node(), String.format("%016x%016x", random.nextLong(), random.nextLong())));
        }
        return branches;
    }

    private Map<Dot, ChainPoint> points() {
        Map<Dot, ChainPoint> points = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            points.put(
                    new Dot(origin(), 1 + (random.nextLong() >>> 1) / 2),
                    new ChainPoint(text(), new HybridTimestamp(random.nextLong() >>> 1)));
        }
        return points;
    }

    private Map<Dot, Long> places() {
        Map<Dot, Long> places = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            places.put(new Dot(origin(), 1 + (random.nextLong() >>> 1) / 2), random.nextLong());
        }
        return places;
    }

    private TransactionPart part() {
        List<ChangeTransaction> transactions = List.of();
        while (transactions.isEmpty()) {
            transactions = transactions();
        }
        long after = random.nextLong() >>> (1 + random.nextInt(62));
        long place = after + (random.nextLong() >>> (1 + random.nextInt(62))) % (Long.MAX_VALUE - after);
        return new TransactionPart(transactions.get(0), pieces(), after, place, random.nextBoolean());
    }

    private List<ValuePiece> pieces() {
        List<ValuePiece> pieces = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            LargeValue value = new LargeValue(hash(), ValuePiece.BYTES + 1 + random.nextInt(200));
            byte[] content = new byte[ValuePiece.length(value, 1)];
            random.nextBytes(content);
            pieces.add(new ValuePiece(value, 1, content));
        }
        return pieces;
    }

    private String hash() {
        byte[] hash = new byte[32];
        random.nextBytes(hash);
        return HexFormat.of().formatHex(hash);
    }

    private Set<NodeId> nodes() {
        Set<NodeId> nodes = new HashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            nodes.add(node());
        }
        return nodes;
    }

    private VersionVector vector() {
        Map<OriginId, Long> entries = new HashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            entries.put(origin(), 1 + (random.nextLong() >>> (1 + random.nextInt(62))));
        }
        return VersionVector.of(entries);
    }

    private SchemaVersion schema() {
        TreeMap<TableName, String> tables = new TreeMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            tables.put(new TableName(text(), text()), text());
        }
        return new SchemaVersion(tables);
    }

    /** Milliseconds precision, as a clock on the wire has. */
    private Instant clock() {
        return Instant.ofEpochMilli(random.nextLong() >> random.nextInt(64));
    }

    private List<ChangeTransaction> transactions() {
        List<TableLayout> layouts = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            layouts.add(layout());
        }
        List<ChangeTransaction> transactions = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            List<RowChange> changes = new ArrayList<>();
            for (int j = random.nextInt(5); j > 0; j--) {
                changes.add(change(layouts.get(random.nextInt(layouts.size()))));
            }
            transactions.add(new ChangeTransaction(
                    new Dot(origin(), 1 + (random.nextLong() >>> 1) / 2),
                    vector(),
                    new HybridTimestamp(random.nextLong() >>> 1),
                    Instant.EPOCH.plus(random.nextLong() >> (8 + random.nextInt(56)), ChronoUnit.MICROS),
                    text(),
                    changes));
        }
        return transactions;
    }

    /** No longer than a name may be. */
    private String name() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private TableLayout layout() {
        List<ColumnLayout> columns = new ArrayList<>();
        columns.add(new ColumnLayout(name(), name(), true, false));
        for (int i = random.nextInt(6); i > 0; i--) {
            columns.add(new ColumnLayout(name(), name(), random.nextInt(4) == 0, random.nextInt(4) == 0));
        }
        return new TableLayout(new TableName(name(), name()), columns);
    }

    private RowChange change(TableLayout layout) {
        RowImage first = image(layout);
        return switch (List.of(Operation.values()).get(random.nextInt(3))) {
            case INSERT -> new RowChange(Operation.INSERT, layout, null, first);
            case UPDATE -> new RowChange(Operation.UPDATE, layout, first, changed(layout, first));
            case DELETE -> new RowChange(Operation.DELETE, layout, first, null);
        };
    }

    private RowImage image(TableLayout layout) {
        List<@Nullable String> values = new ArrayList<>();
        layout.columns().forEach(column -> values.add(value(column)));
        return new RowImage(values);
    }

    /** The same key; about half of the other values shared, as updates do. */
    private RowImage changed(TableLayout layout, RowImage image) {
        List<@Nullable String> values = new ArrayList<>(image.values());
        for (int i = 0; i < values.size(); i++) {
            ColumnLayout column = layout.columns().get(i);
            if (!column.key() && random.nextBoolean()) {
                values.set(i, value(column));
            }
        }
        return new RowImage(values);
    }

    private @Nullable String value(ColumnLayout column) {
        if (!column.key() && random.nextInt(10) == 0) {
            return new LargeValue(hash(), 1 + random.nextInt(1 << 30)).name();
        }
        return !column.key() && random.nextInt(4) == 0 ? null : text();
    }
}
