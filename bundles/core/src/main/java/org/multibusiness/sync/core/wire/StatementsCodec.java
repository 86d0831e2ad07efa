package org.multibusiness.sync.core.wire;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.core.stability.Acknowledgement;

/** Passed-on acknowledgements to bytes and back. */
final class StatementsCodec {
    /** An author, a stamp, two empty lists, an empty lineage. */
    private static final int LEAST_BYTES = 5;

    private StatementsCodec() {}

    static void write(WireWriter out, List<Acknowledgement> statements) {
        out.writeLong(statements.size());
        for (Acknowledgement said : statements) {
            out.writeText(said.author().toString()).writeLong(said.stamp());
            MessageCodec.vector(out, said.vector());
            out.writeLong(said.retired().size());
            said.retired().stream().sorted().forEach(origin -> out.writeText(origin.toString()));
            out.writeText(said.lineage());
        }
    }

    static List<Acknowledgement> read(WireReader in) throws MalformedMessageException {
        int count = in.readCount(LEAST_BYTES);
        List<Acknowledgement> statements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            statements.add(new Acknowledgement(
                    OriginId.parse(in.readText()), in.readLong(), MessageCodec.vector(in), origins(in), in.readText()));
        }
        return statements;
    }

    private static Set<OriginId> origins(WireReader in) throws MalformedMessageException {
        int count = in.readCount(1);
        Set<OriginId> origins = new HashSet<>();
        for (int i = 0; i < count; i++) {
            origins.add(OriginId.parse(in.readText()));
        }
        return origins;
    }
}
