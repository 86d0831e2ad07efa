package org.multibusiness.sync.core.wire;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.change.LargeValue;
import org.multibusiness.sync.api.storage.TransactionPart;
import org.multibusiness.sync.api.storage.ValuePiece;

/** What messages say about transactions that travel in parts. */
final class PartCodec {
    private static final int LAST = 1;
    private static final int PIECES = 2;
    private static final int HEX_DIGITS = 64;

    private PartCodec() {}

    static void write(WireWriter out, TransactionPart part) {
        out.writeLong(part.after())
                .writeLong(part.place())
                .writeByte((part.last() ? LAST : 0) | (part.pieces().isEmpty() ? 0 : PIECES));
        TransactionsCodec.write(out, List.of(part.transaction()));
        if (!part.pieces().isEmpty()) {
            pieces(out, part.pieces());
        }
    }

    static TransactionPart read(WireReader in) throws MalformedMessageException {
        long after = in.readLong();
        long place = in.readLong();
        int flags = in.readByte();
        List<ChangeTransaction> transactions = TransactionsCodec.read(in);
        if (transactions.size() != 1) {
            throw new MalformedMessageException("a part of " + transactions.size() + " transactions");
        }
        List<ValuePiece> pieces = (flags & PIECES) == 0 ? List.of() : pieces(in);
        return new TransactionPart(transactions.get(0), pieces, after, place, (flags & LAST) != 0);
    }

    /** Only when there are any: without them the message is what former versions understand. */
    private static void pieces(WireWriter out, List<ValuePiece> pieces) {
        out.writeLong(pieces.size());
        for (ValuePiece piece : pieces) {
            out.writeText(piece.value().hash()).writeLong(piece.value().bytes()).writeLong(piece.index());
            out.writeBytes(piece.content(), 0);
        }
    }

    private static List<ValuePiece> pieces(WireReader in) throws MalformedMessageException {
        int count = in.readCount(HEX_DIGITS);
        List<ValuePiece> pieces = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            LargeValue value = value(in);
            long index = in.readLong();
            byte[] content = in.readBytes(ValuePiece.BYTES);
            if (index < 0
                    || index > value.bytes() / ValuePiece.BYTES
                    || content.length != ValuePiece.length(value, (int) index)) {
                throw new MalformedMessageException(
                        "piece " + index + " of " + value + " has " + content.length + " bytes");
            }
            pieces.add(new ValuePiece(value, (int) index, content));
        }
        return pieces;
    }

    static LargeValue value(WireReader in) throws MalformedMessageException {
        String hash = in.readText();
        long bytes = in.readLong();
        try {
            return new LargeValue(hash, bytes);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("a name of a large value that can't be: " + bytes + " bytes");
        }
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
