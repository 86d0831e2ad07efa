package org.multibusiness.sync.core.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.TableName;
import org.multibusiness.sync.api.schema.SchemaVersion;

/** Messages to bytes and back. Stateless, thread-safe. The first byte tells the kind. */
public final class MessageCodec {
    /** The protocol version spoken here. */
    public static final int PROTOCOL = 1;

    private static final int HELLO = 1;
    private static final int SUBSCRIBE = 2;
    private static final int CREDIT = 3;
    private static final int TRANSACTIONS = 4;
    private static final int HEARTBEAT = 5;
    private static final int SCHEMA_CHANGED = 6;
    private static final int GOODBYE = 7;
    private static final int COLUMNS = 14;
    private static final int RULES_CHANGED = 8;
    private static final int CHAINS = 9;
    private static final int KNOWN = 10;
    private static final int UNSERVED = 11;
    private static final int PEERS = 12;
    private static final int PART = 13;

    private MessageCodec() {}

    /** The message's bytes. */
    public static byte[] encode(Message message) {
        return message.match(new Encoder()).toBytes();
    }

    /** A message of transactions that are encoded already. */
    static byte[] transactions(int subscription, byte[] body) {
        return new WireWriter()
                .writeByte(TRANSACTIONS)
                .writeLong(subscription)
                .append(body)
                .toBytes();
    }

    /**
     * The message of these bytes.
     *
     * @throws MalformedMessageException for anything that {@link #encode} does not write
     */
    public static Message decode(byte[] bytes) throws MalformedMessageException {
        WireReader in = new WireReader(bytes);
        try {
            Message message = decode(in.readByte(), in);
            in.end();
            return message;
        } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
            throw new MalformedMessageException("a value is out of range: " + e.getMessage());
        }
    }

    private static Message decode(int kind, WireReader in) throws MalformedMessageException {
        return switch (kind) {
            case HELLO -> hello(in);
            case SUBSCRIBE ->
                new Message.Subscribe(
                        Math.toIntExact(in.readLong()), vector(in), nodes(in), in.readLong(), PartCodec.begun(in));
            case CREDIT -> new Message.Credit(Math.toIntExact(in.readLong()), in.readLong());
            case TRANSACTIONS -> new Message.Transactions(Math.toIntExact(in.readLong()), TransactionsCodec.read(in));
            case PART -> new Message.Part(Math.toIntExact(in.readLong()), PartCodec.read(in));
            case HEARTBEAT -> new Message.Heartbeat(Instant.ofEpochMilli(in.readLong()), vector(in));
            case SCHEMA_CHANGED -> new Message.SchemaChanged(schema(in));
            case COLUMNS -> new Message.Columns(ColumnsCodec.read(in));
            case GOODBYE -> new Message.Goodbye(in.readText());
            case RULES_CHANGED -> new Message.RulesChanged(in.readText());
            case CHAINS -> new Message.Chains(Math.toIntExact(in.readLong()), HistoryCodec.points(in));
            case KNOWN -> new Message.Known(StatementsCodec.read(in));
            case UNSERVED -> new Message.Unserved(Math.toIntExact(in.readLong()), vector(in));
            case PEERS -> new Message.Peers(SightingsCodec.read(in));
            default -> throw new MalformedMessageException("message kind " + kind + " is not known");
        };
    }

    private static Message hello(WireReader in) throws MalformedMessageException {
        return new Message.Hello(
                Math.toIntExact(in.readLong()),
                new NodeId(in.readText()),
                in.readText(),
                in.readLong(),
                OriginId.parse(in.readText()),
                in.readText(),
                texts(in),
                schema(in),
                Instant.ofEpochMilli(in.readLong()),
                vector(in),
                in.readText(),
                HistoryCodec.branches(in));
    }

    private static List<String> texts(WireReader in) throws MalformedMessageException {
        int count = in.readCount(1);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(in.readText());
        }
        return texts;
    }

    private static Set<NodeId> nodes(WireReader in) throws MalformedMessageException {
        Set<NodeId> nodes = new HashSet<>();
        for (String text : texts(in)) {
            nodes.add(new NodeId(text));
        }
        return nodes;
    }

    static VersionVector vector(WireReader in) throws MalformedMessageException {
        int count = in.readCount(2);
        TreeMap<OriginId, Long> entries = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            entries.put(OriginId.parse(in.readText()), in.readLong());
        }
        return new VersionVector(entries);
    }

    private static SchemaVersion schema(WireReader in) throws MalformedMessageException {
        int count = in.readCount(3);
        TreeMap<TableName, String> tables = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            tables.put(new TableName(in.readText(), in.readText()), in.readText());
        }
        return new SchemaVersion(tables);
    }

    static void vector(WireWriter out, VersionVector vector) {
        out.writeLong(vector.entries().size());
        vector.entries()
                .forEach((origin, sequence) -> out.writeText(origin.toString()).writeLong(sequence));
    }

    private static final class Encoder implements Message.Handler<WireWriter> {
        private final WireWriter out = new WireWriter();

        @Override
        public WireWriter hello(Message.Hello hello) {
            out.writeByte(HELLO)
                    .writeLong(hello.protocol())
                    .writeText(hello.node().value());
            out.writeText(hello.name())
                    .writeLong(hello.startId())
                    .writeText(hello.origin().toString());
            out.writeText(hello.version());
            texts(hello.capabilities());
            schema(hello.schema());
            out.writeLong(hello.clock().toEpochMilli());
            vector(out, hello.vector());
            out.writeText(hello.rules());
            HistoryCodec.branches(out, hello.branches());
            return out;
        }

        @Override
        public WireWriter subscribe(Message.Subscribe subscribe) {
            out.writeByte(SUBSCRIBE).writeLong(subscribe.number());
            vector(out, subscribe.vector());
            texts(subscribe.excluded().stream().map(NodeId::value).sorted().toList());
            out.writeLong(subscribe.credit());
            PartCodec.begun(out, subscribe.begun());
            return out;
        }

        @Override
        public WireWriter credit(Message.Credit credit) {
            return out.writeByte(CREDIT).writeLong(credit.subscription()).writeLong(credit.bytes());
        }

        @Override
        public WireWriter transactions(Message.Transactions transactions) {
            out.writeByte(TRANSACTIONS).writeLong(transactions.subscription());
            TransactionsCodec.write(out, transactions.transactions());
            return out;
        }

        @Override
        public WireWriter part(Message.Part part) {
            out.writeByte(PART).writeLong(part.subscription());
            PartCodec.write(out, part.part());
            return out;
        }

        @Override
        public WireWriter heartbeat(Message.Heartbeat heartbeat) {
            out.writeByte(HEARTBEAT).writeLong(heartbeat.clock().toEpochMilli());
            vector(out, heartbeat.vector());
            return out;
        }

        @Override
        public WireWriter schemaChanged(Message.SchemaChanged changed) {
            out.writeByte(SCHEMA_CHANGED);
            schema(changed.schema());
            return out;
        }

        @Override
        public WireWriter columns(Message.Columns columns) {
            out.writeByte(COLUMNS);
            ColumnsCodec.write(out, columns.tables());
            return out;
        }

        @Override
        public WireWriter rulesChanged(Message.RulesChanged changed) {
            return out.writeByte(RULES_CHANGED).writeText(changed.rules());
        }

        @Override
        public WireWriter chains(Message.Chains chains) {
            out.writeByte(CHAINS).writeLong(chains.round());
            HistoryCodec.points(out, chains.points());
            return out;
        }

        @Override
        public WireWriter goodbye(Message.Goodbye goodbye) {
            return out.writeByte(GOODBYE).writeText(goodbye.reason());
        }

        @Override
        public WireWriter known(Message.Known known) {
            out.writeByte(KNOWN);
            StatementsCodec.write(out, known.statements());
            return out;
        }

        @Override
        public WireWriter unserved(Message.Unserved unserved) {
            out.writeByte(UNSERVED).writeLong(unserved.subscription());
            vector(out, unserved.floor());
            return out;
        }

        @Override
        public WireWriter peers(Message.Peers peers) {
            out.writeByte(PEERS);
            SightingsCodec.write(out, peers.sightings());
            return out;
        }

        private void texts(List<String> texts) {
            out.writeLong(texts.size());
            texts.forEach(out::writeText);
        }

        private void schema(SchemaVersion schema) {
            out.writeLong(schema.fingerprints().size());
            for (Map.Entry<TableName, String> entry : schema.fingerprints().entrySet()) {
                out.writeText(entry.getKey().schema())
                        .writeText(entry.getKey().name())
                        .writeText(entry.getValue());
            }
        }
    }
}
