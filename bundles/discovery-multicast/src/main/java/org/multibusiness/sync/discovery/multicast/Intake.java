package org.multibusiness.sync.discovery.multicast;

import java.net.InetAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.multibusiness.sync.api.security.PresenceSeal;

/**
 * What happens to a datagram on the receiver's thread: the cheap refusals first, so that a flood costs little, then reading and
 * verifying; what is understood goes to the loop's thread, at most {@value #PENDING} at a time.
 */
final class Intake implements GroupReceiver.Inbox {
    static final int PENDING = 512;

    private final PresenceReader reader;
    private final RefusalCounts refusals;
    private final Witness witness;
    private final SourceLimiter limiter = new SourceLimiter();
    private final AtomicInteger pending = new AtomicInteger();
    private final Executor loop;
    private final BiConsumer<Presence, InetAddress> hearer;

    /**
     * Hands everything understood to {@code hearer}.
     *
     * @param loop runs the hearer
     */
    Intake(
            PresenceSeal seal,
            RefusalCounts refusals,
            Witness witness,
            Executor loop,
            BiConsumer<Presence, InetAddress> hearer) {
        this.witness = witness;
        this.reader = new PresenceReader(seal, refusals);
        this.refusals = refusals;
        this.loop = loop;
        this.hearer = hearer;
    }

    @Override
    public void arrived(byte[] datagram, InetAddress source) {
        if (!PresenceReader.looksLikeJson(datagram)) {
            refuse(source, Refusal.FOREIGN);
        } else if (!limiter.allows(source, System.nanoTime())) {
            refuse(source, Refusal.TOO_MANY);
        } else {
            try {
                handOver(reader.understood(datagram), source);
            } catch (RefusedException refused) {
                refuse(source, refused.refusal());
            }
        }
    }

    private void refuse(InetAddress source, Refusal refusal) {
        refusals.count(refusal);
        witness.refused(source, refusal);
    }

    private void handOver(Presence presence, InetAddress source) {
        if (pending.incrementAndGet() > PENDING) {
            pending.decrementAndGet();
            refuse(source, Refusal.OVERLOAD);
            return;
        }
        loop.execute(() -> {
            pending.decrementAndGet();
            hearer.accept(presence, source);
        });
    }
}
