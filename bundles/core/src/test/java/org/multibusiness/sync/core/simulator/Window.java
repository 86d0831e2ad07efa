package org.multibusiness.sync.core.simulator;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.core.wire.Message;
import org.multibusiness.sync.core.wire.TransactionWeight;

/** Keeps the books of one direction of a link, from outside: what was allowed, sent, received and given back. */
final class Window {
    private int subscription;
    private long granted;
    private long sent;
    private long received;
    private long credited;

    /** The receiver subscribes. */
    void subscribed(Message.Subscribe subscribe) {
        assertTrue("subscriptions count up", subscribe.number() > subscription);
        subscription = subscribe.number();
        granted = subscribe.credit();
        sent = 0;
        received = 0;
        credited = 0;
    }

    /** The receiver gives credit back. */
    void credited(Message.Credit credit) {
        assertEquals("credit is for the subscription in force", subscription, credit.subscription());
        credited += credit.bytes();
        assertTrue("credit for " + credited + ", received " + received, credited <= received);
    }

    /** The sender sends a slice or a part: at most one may reach beyond the window. */
    void sent(Message message) {
        if (message instanceof Message.Transactions transactions) {
            assertTrue("a slice holds something", !transactions.transactions().isEmpty());
        }
        if (isOfThis(message)) {
            assertTrue("window " + granted + ", on the way " + (sent - credited), sent - credited < granted);
            sent += weight(message);
        }
    }

    /** The slice or part arrives. */
    void received(Message message) {
        if (isOfThis(message)) {
            received += weight(message);
        }
    }

    private boolean isOfThis(Message message) {
        return (message instanceof Message.Transactions transactions && transactions.subscription() == subscription)
                || (message instanceof Message.Part part && part.subscription() == subscription);
    }

    /** Nothing is on its way or waits: the sender must have all its credit back. */
    void checkAllGivenBack() {
        assertEquals("credit that was never given back", 0, sent - credited);
    }

    private static long weight(Message message) {
        if (message instanceof Message.Part part) {
            return TransactionWeight.of(part.part());
        }
        long weight = 0;
        for (ChangeTransaction transaction : ((Message.Transactions) message).transactions()) {
            weight += TransactionWeight.of(transaction);
        }
        return weight;
    }
}
