package org.multibusiness.sync.core.log;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.Dot;
import org.multibusiness.sync.api.OriginId;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ChangeTransaction;
import org.multibusiness.sync.api.storage.ChainPoint;

/**
 * Whose history a transaction belongs to and whose its author had seen. The text that a transaction carries as its chain has two
 * halves: its own chain, and a hash over the own chains of all that its past names. Where two histories go by one origin, the
 * same past means two things; the second half shows which one was meant.
 */
public final class Lineage {
    private static final int DIGITS = 32;

    private Lineage() {}

    /** The first half: equal iff a transaction and all before it at its origin are the same. */
    public static String own(String chain) {
        return chain.length() > DIGITS ? chain.substring(0, DIGITS) : chain;
    }

    /**
     * The second half of a transaction with this past.
     *
     * @param chains the chain of a transaction, either half or both; null when it isn't known
     * @return 32 hex digits; empty when a chain isn't known
     */
    public static String of(VersionVector past, Function<Dot, @Nullable String> chains) {
        StringBuilder seen = new StringBuilder();
        for (Map.Entry<OriginId, Long> entry : past.entries().entrySet()) {
            Dot dot = new Dot(entry.getKey(), entry.getValue());
            String chain = chains.apply(dot);
            if (chain == null || chain.isEmpty()) {
                return "";
            }
            seen.append(dot).append('|').append(own(chain)).append('|');
        }
        return hash(seen.toString());
    }

    /** The chain of a transaction whose past means something else now: the first half stays. */
    public static String renewed(String chain, VersionVector past, Function<Dot, @Nullable String> chains) {
        return chain.length() > DIGITS ? own(chain) + of(past, chains) : chain;
    }

    /** Whether what the author had seen is what these chains say; true when that can't be told. */
    public static boolean fits(ChangeTransaction transaction, Function<Dot, @Nullable String> chains) {
        String chain = transaction.chain();
        String here = chain.length() > DIGITS ? of(transaction.past(), chains) : "";
        return here.isEmpty() || chain.substring(DIGITS).equals(here);
    }

    /** What must be known of the log to tell whether a batch fits: what its authors had seen, but for the batch itself. */
    public static Set<Dot> named(List<ChangeTransaction> batch) {
        Set<Dot> named = new HashSet<>();
        for (ChangeTransaction transaction : batch) {
            transaction.past().entries().forEach((origin, sequence) -> named.add(new Dot(origin, sequence)));
        }
        batch.forEach(transaction -> named.remove(transaction.dot()));
        return named;
    }

    /**
     * The first transaction of a batch whose author had seen another history than this log's.
     *
     * @param batch in causal order
     * @param points what the log holds of {@link #named}
     */
    public static Optional<Dot> stranger(List<ChangeTransaction> batch, Map<Dot, ChainPoint> points) {
        Map<Dot, String> chains = new HashMap<>();
        points.forEach((dot, point) -> chains.put(dot, point.chain()));
        for (ChangeTransaction transaction : batch) {
            if (!fits(transaction, chains::get)) {
                return Optional.of(transaction.dot());
            }
            chains.put(transaction.dot(), transaction.chain());
        }
        return Optional.empty();
    }

    static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, DIGITS / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
