package org.multibusiness.sync.core.replica;

import java.util.List;
import org.multibusiness.sync.api.NodeId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.storage.ReadRequest;
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

        /** Remember what a peer holds. */
        void acknowledged(Acknowledged acknowledged);

        /** A peer introduced itself and is in use. */
        void peerReady(PeerReady ready);

        /** Tell the operator. */
        void alarm(Alarm alarm);

        /** Tell the operator that somebody needs a full sync; {@link Replica#shortfalls} has it as long as it lasts. */
        void shortfall(Shortfall shortfall);
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
     */
    record Apply(List<ChangeTransaction> transactions) implements Effect {
        /** Copies the list. */
        public Apply {
            transactions = List.copyOf(transactions);
        }

        @Override
        public void match(Handler handler) {
            handler.apply(this);
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
     * Something an operator must know.
     *
     * @param text what happened and what to do
     */
    record Alarm(String text) implements Effect {
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
}
