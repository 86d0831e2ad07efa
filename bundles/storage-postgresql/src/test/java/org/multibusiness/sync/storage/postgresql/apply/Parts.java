package org.multibusiness.sync.storage.postgresql.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.storage.LogSlice;
import org.multibusiness.sync.api.storage.ReadRequest;
import org.multibusiness.sync.api.storage.TransactionPart;

/** Reads a branch's log in parts, as its peers do. */
final class Parts {
    private Parts() {}

    /** All parts of the first large transaction that a reader lacks. */
    static List<TransactionPart> of(Branch from, VersionVector known, long bytes) throws Exception {
        List<TransactionPart> parts = new ArrayList<>();
        Map<Dot, Long> begun = Map.of();
        while (parts.isEmpty() || !parts.get(parts.size() - 1).last()) {
            TransactionPart part = part(read(from, known, 0, begun, bytes));
            parts.add(part);
            begun = Map.of(part.transaction().dot(), part.place());
            assertThat("parts end", parts.size(), is(lessThan(1_000)));
        }
        return parts;
    }

    static TransactionPart part(LogSlice slice) {
        return Objects.requireNonNull(slice.part());
    }

    static int changes(List<TransactionPart> parts) {
        return parts.stream()
                .mapToInt(part -> part.transaction().changes().size())
                .sum();
    }

    static VersionVector known(LogSlice slice) {
        VersionVector known = VersionVector.EMPTY;
        for (ChangeTransaction transaction : slice.transactions()) {
            known = known.advance(transaction.dot());
        }
        return known;
    }

    static LogSlice read(Branch from, VersionVector known, long position, Map<Dot, Long> begun, long bytes)
            throws Exception {
        return from.database().log().read(new ReadRequest(known, Set.of(), position, 5_000, bytes, 100_000, begun));
    }
}
