package org.multibusiness.sync.core.replica;

import java.util.List;
import java.util.Set;
import org.multibusiness.sync.api.Branch;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.doctor.PeerSighting;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.core.wire.Message;

/** What the replica wants done. Effects are to be carried out in order. */
public sealed interface Effect {
    /** Calls the handler's method for this kind of effect. */
    void match(Handler handler);

    /** One method per kind of effect. */
    interface Handler {
        /** Send a message on a link. */
        void send(Send send);

        /** Close a link. */
        void close(Close close);

        /** Read the log and answer with {@link Replica#sliceRead} or {@link Replica#readFailed}. */
        void read(Read read);

        /** Apply transactions and answer with {@link Replica#applied} or {@link Replica#applyFailed}. */
        void apply(Apply apply);

        /** Keep a part of a large transaction and answer with {@link Replica#staged} or {@link Replica#stageFailed}. */
        void stage(Stage stage);

        /** Remember what a peer holds. */
        void acknowledged(Acknowledged acknowledged);

        /** A peer introduced itself and is in use. */
        void peerReady(PeerReady ready);

        /** Read what tells transactions apart, and answer with {@link Replica#chainsRead} or {@link Replica#chainsFailed}. */
        void readChains(ReadChains read);

        /**
         * Adopt branches; then drop this replica, close every link and begin anew with another replica; or answer with {@link
         * Replica#adoptFailed}. Nothing of what the log held before may reach the new replica.
         */
        void adopt(Adopt adopt);

        /** Two running servers call themselves by one node id. */
        void twins(Twins twins);

        /** Tell the operator. */
        void alarm(Alarm alarm);

        /** Tell the operator that somebody needs a full sync; {@link Replica#shortfalls} has it as long as it lasts. */
        void shortfall(Shortfall shortfall);

        /** Remember whom a peer knows. */
        void peersTold(PeersTold told);
    }

    /**
     * Send a message.
     *
     * @param link on which link
     * @param message what
     */
    record Send(long link, Message message) implements Effect {
        @Override
        public void match(Handler handler) {
            handler.send(this);
        }
    }

    /**
     * Close a link.
     *
     * @param link which
     * @param reason why
     */
    record Close(long link, String reason) implements Effect {
        @Override
        public void match(Handler handler) {
            handler.close(this);
        }
    }

    /**
     * Read the log for a peer. At most one per link is under way.
     *
     * @param link for which link
     * @param subscription for which subscription; to be handed back
     * @param request what to read
     */
    record Read(long link, int subscription, ReadRequest request) implements Effect {
        @Override
        public void match(Handler handler) {
            handler.read(this);
        }
    }

    /**
     * Apply transactions. At most one is under way.
     *
     * @param transactions in causal order
     * @param staged it is a single transaction, given without its changes: all its parts are kept
     */
    record Apply(List<ChangeTransaction> transactions, boolean staged) implements Effect {
        /** Copies the list. */
        public Apply {
            transactions = List.copyOf(transactions);
        }

        /** Whole transactions. */
        public Apply(List<ChangeTransaction> transactions) {
            this(transactions, false);
        }

        @Override
        public void match(Handler handler) {
            handler.apply(this);
        }
    }

    /**
     * Keep a part of a large transaction, durably. In the order in which they are asked for.
     *
     * @param link by which link it came
     * @param subscription under which subscription of ours
     * @param teller who sent it
     * @param tellerStart which run of the teller that is
     * @param part the part
     */
    record Stage(long link, int subscription, NodeId teller, long tellerStart, TransactionPart part) implements Effect {
        @Override
        public void match(Handler handler) {
            handler.stage(this);
        }
    }

    /**
     * A peer holds all of this.
     *
     * @param peer who
     * @param vector what
     */
    record Acknowledged(NodeId peer, VersionVector vector) implements Effect {
        @Override
        public void match(Handler handler) {
            handler.acknowledged(this);
        }
    }

    /**
     * A peer is in use.
     *
     * @param link on which link
     * @param hello how it introduced itself
     */
    record PeerReady(long link, Message.Hello hello) implements Effect {
        @Override
        public void match(Handler handler) {
            handler.peerReady(this);
        }
    }

    /**
     * Read what tells transactions from those of another history. At most one per link is under way.
     *
     * @param link for which link; 0 or less when it is for no link
     * @param round to be handed back
     * @param dots which
     */
    record ReadChains(long link, int round, Set<Dot> dots) implements Effect {
        /** Copies the set. */
        public ReadChains {
            dots = Set.copyOf(dots);
        }

        @Override
        public void match(Handler handler) {
            handler.readChains(this);
        }
    }

    /**
     * Adopt branches. Nothing is being applied, and nothing else will be asked for.
     *
     * @param branches all that are known
     * @param incarnation under which to number from now on; 0 to go on as it is
     */
    record Adopt(Set<Branch> branches, int incarnation) implements Effect {
        /** Copies the set. */
        public Adopt {
            branches = Set.copyOf(branches);
        }

        @Override
        public void match(Handler handler) {
            handler.adopt(this);
        }
    }

    /**
     * Two running servers call themselves by one node id.
     *
     * @param node which
     * @param name its name
     * @param used the link to the one that we talk with
     * @param refused the link to the other; it is closed
     */
    record Twins(NodeId node, String name, long used, long refused) implements Effect {
        @Override
        public void match(Handler handler) {
            handler.twins(this);
        }
    }

    /**
     * Something an operator must know.
     *
     * @param topic what it is about; replaces what was said about it before
     * @param text what happened and what to do; empty when it is over
     */
    record Alarm(String topic, String text) implements Effect {
        /** An alarm that nothing replaces. */
        public Alarm(String text) {
            this(text, text);
        }

        @Override
        public void match(Handler handler) {
            handler.alarm(this);
        }
    }

    /**
     * The log alone does not help any more.
     *
     * @param text who needs what, and why
     */
    record Shortfall(String text) implements Effect {
        @Override
        public void match(Handler handler) {
            handler.shortfall(this);
        }
    }

    /**
     * A peer told whom it knows; replaces what it told before.
     *
     * @param teller who
     * @param sightings what: a hint, never trust
     */
    record PeersTold(NodeId teller, List<PeerSighting> sightings) implements Effect {
        /** Copies the list. */
        public PeersTold {
            sightings = List.copyOf(sightings);
        }

        @Override
        public void match(Handler handler) {
            handler.peersTold(this);
        }
    }
}
