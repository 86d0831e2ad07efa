package org.multibusiness.sync.core.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.storage.TransactionPart;

/** What messages say about transactions that travel in parts. */
final class PartCodec {
    private PartCodec() {}

    static void write(WireWriter out, TransactionPart part) {
        out.writeLong(part.after()).writeLong(part.place()).writeByte(part.last() ? 1 : 0);
        TransactionsCodec.write(out, List.of(part.transaction()));
    }

    static TransactionPart read(WireReader in) throws MalformedMessageException {
        long after = in.readLong();
        long place = in.readLong();
        boolean last = in.readByte() == 1;
        List<ChangeTransaction> transactions = TransactionsCodec.read(in);
        if (transactions.size() != 1) {
            throw new MalformedMessageException("a part of " + transactions.size() + " transactions");
        }
        return new TransactionPart(transactions.get(0), after, place, last);
    }

    static void begun(WireWriter out, Map<Dot, Long> begun) {
        out.writeLong(begun.size());
        new TreeMap<>(begun)
                .forEach((dot, place) -> out.writeText(dot.toString()).writeLong(place));
    }

    static Map<Dot, Long> begun(WireReader in) throws MalformedMessageException {
        int count = in.readCount(2);
        Map<Dot, Long> begun = new HashMap<>();
        for (int i = 0; i < count; i++) {
            begun.put(Dot.parse(in.readText()), in.readLong());
        }
        return begun;
    }
}
