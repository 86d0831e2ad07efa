package org.multibusiness.sync.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.storage.TransactionPart;
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
    private final Deque<Arrived> arrived = new ArrayDeque<>();
    private long credited;

    /**
     * What came.
     *
     * @param place where the next part begins; below 0 if it is a whole transaction
     */
    record Arrived(Dot dot, long place, long weight) {}

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
    void credited(Message.Credit credit, Predicate<Arrived> durable) {
        require(subscription == credit.subscription(), "credit for another subscription");
        credited += credit.bytes();
        while (!arrived.isEmpty() && durable.test(arrived.element())) {
            received += arrived.remove().weight();
        }
        long early = arrived.stream().filter(durable).mapToLong(Arrived::weight).sum();
        require(credited <= received + early, "credit for " + credited + ", came and durable " + (received + early));
    }

    /** The sender sends a slice or a part: at most one may reach beyond the window. */
    void sent(Message message) {
        List<Arrived> load = load(message);
        if (load.isEmpty()) {
            require(!(message instanceof Message.Transactions), "an empty slice");
            return;
        }
        require(subscription(message) == heard, "sent under a subscription that is no longer in force");
        if (subscription(message) == subscription) {
            require(sent - credited < granted, "window " + granted + ", on the way " + (sent - credited));
            sent += load.stream().mapToLong(Arrived::weight).sum();
        }
    }

    /** The slice or part arrives. */
    void received(Message message) {
        if (subscription(message) == subscription) {
            arrived.addAll(load(message));
        }
    }

    private static int subscription(Message message) {
        if (message instanceof Message.Part part) {
            return part.subscription();
        }
        return message instanceof Message.Transactions transactions ? transactions.subscription() : 0;
    }

    private static List<Arrived> load(Message message) {
        if (message instanceof Message.Part carrier) {
            TransactionPart part = carrier.part();
            Dot dot = part.transaction().dot();
            return List.of(new Arrived(dot, part.place(), TransactionWeight.of(part)));
        } else if (message instanceof Message.Transactions transactions) {
            return transactions.transactions().stream()
                    .map(each -> new Arrived(each.dot(), -1, TransactionWeight.of(each)))
                    .toList();
        }
        return List.of();
    }

    /** Nothing is on its way or waits: the sender must have all its credit back. */
    void checkAllGivenBack() {
        require(sent == credited, "credit that was never given back: " + (sent - credited));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new Violation(CHECK, message);
        }
    }
}
