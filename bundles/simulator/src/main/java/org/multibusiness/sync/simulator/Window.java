package org.multibusiness.sync.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.core.wire.Message;
import org.multibusiness.sync.core.wire.TransactionWeight;

/** Keeps the books of one direction of a link, from outside: what was allowed, sent, received and given back. */
final class Window {
    private static final String CHECK = "G6 bounded";

    private int subscription;
    private int heard;
    private long granted;
    private long sent;
    private long received;
    private final Deque<ChangeTransaction> arrived = new ArrayDeque<>();
    private long credited;

    /** The receiver subscribes. */
    void subscribed(Message.Subscribe subscribe) {
        require(subscribe.number() > subscription, "subscriptions count up");
        subscription = subscribe.number();
        granted = subscribe.credit();
        sent = 0;
        received = 0;
        arrived.clear();
        credited = 0;
    }

    /** The subscription gets to the sender. */
    void heard(int number) {
        heard = number;
    }

    /** The receiver gives credit back: for what came and is durable, else its memory would have no bound. */
    void credited(Message.Credit credit, VersionVector durable) {
        require(subscription == credit.subscription(), "credit for another subscription");
        credited += credit.bytes();
        while (!arrived.isEmpty() && durable.covers(arrived.element().dot())) {
            received += TransactionWeight.of(arrived.remove());
        }
        long early = arrived.stream()
                .filter(transaction -> durable.covers(transaction.dot()))
                .mapToLong(TransactionWeight::of)
                .sum();
        require(credited <= received + early, "credit for " + credited + ", came and durable " + (received + early));
    }

    /** The sender sends a slice: at most one may reach beyond the window. */
    void sent(Message.Transactions transactions) {
        require(!transactions.transactions().isEmpty(), "an empty slice");
        require(transactions.subscription() == heard, "sent under a subscription that is no longer in force");
        if (transactions.subscription() == subscription) {
            require(sent - credited < granted, "window " + granted + ", on the way " + (sent - credited));
            sent += weight(transactions);
        }
    }

    /** The slice arrives. */
    void received(Message.Transactions transactions) {
        if (transactions.subscription() == subscription) {
            arrived.addAll(transactions.transactions());
        }
    }

    /** Nothing is on its way or waits: the sender must have all its credit back. */
    void checkAllGivenBack() {
        require(sent == credited, "credit that was never given back: " + (sent - credited));
    }

    private static long weight(Message.Transactions transactions) {
        return transactions.transactions().stream()
                .mapToLong(TransactionWeight::of)
                .sum();
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new Violation(CHECK, message);
        }
    }
}
