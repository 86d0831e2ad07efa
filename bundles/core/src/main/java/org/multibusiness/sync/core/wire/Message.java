package org.multibusiness.sync.core.wire;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.multibusiness.sync.api.Branch;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.doctor.PeerSighting;
import org.multibusiness.sync.api.schema.SchemaVersion;
import org.multibusiness.sync.api.storage.ChainPoint;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.core.stability.Acknowledgement;

/** What two linked nodes say to each other. See docs/protocol for the order of messages. */
public sealed interface Message {
    /** Calls the handler's method for this kind of message. */
    <R> R match(Handler<R> handler);

    /** One method per kind of message, so that the compiler finds what is missing. */
    interface Handler<R> {
        /** A peer introduces itself. */
        R hello(Hello hello);

        /** A peer asks for transactions. */
        R subscribe(Subscribe subscribe);

        /** A peer allows more bytes. */
        R credit(Credit credit);

        /** Transactions arrive. */
        R transactions(Transactions transactions);

        /** A part of a large transaction arrives. */
        R part(Part part);

        /** A peer tells what it holds. */
        R heartbeat(Heartbeat heartbeat);

        /** A peer's tables changed. */
        R schemaChanged(SchemaChanged changed);

        /** A peer shows the columns of tables that differ. */
        R columns(Columns columns);

        /** A peer's conflict rules changed. */
        R rulesChanged(RulesChanged changed);

        /** A peer shows which histories it holds. */
        R chains(Chains chains);

        /** A peer stops. */
        R goodbye(Goodbye goodbye);

        /** A peer tells who said what. */
        R known(Known known);

        /** A peer can't send what we asked for. */
        R unserved(Unserved unserved);

        /** A peer tells whom it knows. */
        R peers(Peers peers);
    }

    /**
     * The first message on a link, from both sides.
     *
     * @param protocol the highest protocol version the sender speaks
     * @param node the sender
     * @param name its name
     * @param startId drawn at its start: tells a restart from a second link
     * @param origin its writing identity
     * @param version its software version
     * @param capabilities what it can do
     * @param schema its synced tables
     * @param clock its wall clock, milliseconds precision
     * @param vector what it holds
     * @param rules the fingerprint of its conflict rules; empty when it has none
     * @param branches the branches that have an origin of their own there
     */
    record Hello(
            int protocol,
            NodeId node,
            String name,
            long startId,
            OriginId origin,
            String version,
            List<String> capabilities,
            SchemaVersion schema,
            Instant clock,
            VersionVector vector,
            String rules,
            Set<Branch> branches)
            implements Message {
        private static final int MOST_CHARACTERS = 128;

        /** Copies list and set; cuts name and version and makes them harmless: they are a peer's claim, for people. */
        public Hello {
            name = PeerText.harmless(name, MOST_CHARACTERS);
            version = PeerText.harmless(version, MOST_CHARACTERS);
            capabilities = List.copyOf(capabilities);
            branches = Set.copyOf(branches);
        }

        @Override
        public <R> R match(Handler<R> handler) {
            return handler.hello(this);
        }
    }

    /**
     * Asks for everything beyond a vector, from now on. Replaces an earlier subscription: what is on its way under the earlier
     * number will be ignored.
     *
     * @param number names the subscription; larger than the one before
     * @param vector what the subscriber holds
     * @param excluded nodes whose transactions the subscriber gets elsewhere
     * @param credit how many bytes of transactions may be on their way (by {@link TransactionWeight})
     * @param begun of transactions that the subscriber has some parts of, by this same run of the peer: where the next part
     *     begins
     */
    record Subscribe(int number, VersionVector vector, Set<NodeId> excluded, long credit, Map<Dot, Long> begun)
            implements Message {
        /** Copies set and map. */
        public Subscribe {
            excluded = Set.copyOf(excluded);
            begun = Map.copyOf(begun);
        }

        /** Of somebody who has no parts. */
        public Subscribe(int number, VersionVector vector, Set<NodeId> excluded, long credit) {
            this(number, vector, excluded, credit, Map.of());
        }

        @Override
        public <R> R match(Handler<R> handler) {
            return handler.subscribe(this);
        }
    }

    /**
     * Allows more bytes.
     *
     * @param subscription for which subscription
     * @param bytes how many more, by {@link TransactionWeight}
     */
    record Credit(int subscription, long bytes) implements Message {
        @Override
        public <R> R match(Handler<R> handler) {
            return handler.credit(this);
        }
    }

    /**
     * Whole transactions in the sender's log order.
     *
     * @param subscription under which subscription
     * @param transactions at least one
     */
    record Transactions(int subscription, List<ChangeTransaction> transactions) implements Message {
        /** Copies the list. */
        public Transactions {
            transactions = List.copyOf(transactions);
        }

        @Override
        public <R> R match(Handler<R> handler) {
            return handler.transactions(this);
        }
    }

    /**
     * A part of a transaction that is too large for one message. All parts follow each other on the link, and nothing of the
     * transaction is used before the last one is there.
     *
     * @param subscription under which subscription
     * @param part the part
     */
    record Part(int subscription, TransactionPart part) implements Message {
        /** Who says so in its HELLO can read pieces of large values; others would close the link. */
        public static final String LARGE_VALUES = "large-values";

        @Override
        public <R> R match(Handler<R> handler) {
            return handler.part(this);
        }
    }

    /**
     * A sign of life, and the acknowledgement: all of the vector is durable at the sender.
     *
     * @param clock the sender's wall clock
     * @param vector what it holds
     */
    record Heartbeat(Instant clock, VersionVector vector) implements Message {
        @Override
        public <R> R match(Handler<R> handler) {
            return handler.heartbeat(this);
        }
    }

    /**
     * The sender's synced tables are now these.
     *
     * @param schema its tables
     */
    record SchemaChanged(SchemaVersion schema) implements Message {
        @Override
        public <R> R match(Handler<R> handler) {
            return handler.schemaChanged(this);
        }
    }

    /**
     * The sender's columns of tables that differ from the receiver's, so that both operators can be told in what. Sent only to
     * who can read it.
     *
     * @param tables as the sender has them now; at most 32, with 2,000 columns in all
     */
    record Columns(List<TableLayout> tables) implements Message {
        /** Who says so in its HELLO can read it; others would close the link. */
        public static final String CAPABILITY = "columns";

        /** Copies the list; throws {@link IllegalArgumentException} when it is more than a peer takes. */
        public Columns {
            tables = List.copyOf(tables);
            if (!ColumnsCodec.fits(tables)) {
                throw new IllegalArgumentException(tables.size() + " tables are more than " + ColumnsCodec.LIMITS);
            }
        }

        /** As many of these tables, the first ones, as a message may hold. */
        public static Columns of(List<TableLayout> tables) {
            return new Columns(ColumnsCodec.limited(tables));
        }

        @Override
        public <R> R match(Handler<R> handler) {
            return handler.columns(this);
        }
    }

    /**
     * The sender's conflict rules are now these.
     *
     * @param rules their fingerprint; empty when it has none
     */
    record RulesChanged(String rules) implements Message {
        @Override
        public <R> R match(Handler<R> handler) {
            return handler.rulesChanged(this);
        }
    }

    /**
     * Which histories the sender holds, at the points that both sides know to be asked for next.
     *
     * @param round counts the messages of this kind on a link, from 0
     * @param points what the sender holds there; a point is missing when it is not known any more
     */
    record Chains(int round, Map<Dot, ChainPoint> points) implements Message {
        /** Copies the map. */
        public Chains {
            points = Map.copyOf(points);
        }

        @Override
        public <R> R match(Handler<R> handler) {
            return handler.chains(this);
        }
    }

    /**
     * The sender stops on purpose; the link closes next.
     *
     * @param reason for the log
     */
    record Goodbye(String reason) implements Message {
        private static final int MOST_CHARACTERS = 300;

        /** Cuts the reason and makes it harmless: it is a peer's claim, for people. */
        public Goodbye {
            reason = PeerText.harmless(reason, MOST_CHARACTERS);
        }

        @Override
        public <R> R match(Handler<R> handler) {
            return handler.goodbye(this);
        }
    }

    /**
     * Who said that it holds what, as far as the sender knows and the receiver may not: passed on from node to node.
     *
     * @param statements the sender's own among them; at least one
     */
    record Known(List<Acknowledgement> statements) implements Message {
        /** Copies the list. */
        public Known {
            statements = List.copyOf(statements);
        }

        @Override
        public <R> R match(Handler<R> handler) {
            return handler.known(this);
        }
    }

    /**
     * The sender's log begins later than the subscription asks: nothing is sent under it.
     *
     * @param subscription which subscription
     * @param floor what the sender's log does not hold any more
     */
    record Unserved(int subscription, VersionVector floor) implements Message {
        @Override
        public <R> R match(Handler<R> handler) {
            return handler.unserved(this);
        }
    }

    /**
     * Whom the sender knows, for the doctor and for who has not met them yet. Sent only to who can read it.
     *
     * @param sightings at most {@link PeerSighting#MOST}
     */
    record Peers(List<PeerSighting> sightings) implements Message {
        /** Copies the list. */
        public Peers {
            sightings = List.copyOf(sightings);
        }

        @Override
        public <R> R match(Handler<R> handler) {
            return handler.peers(this);
        }
    }
}
