package org.multibusiness.sync.core.row;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.multibusiness.sync.api.VersionVector;
import org.multibusiness.sync.api.change.ColumnLayout;
import org.multibusiness.sync.api.change.Operation;
import org.multibusiness.sync.api.change.RowChange;
import org.multibusiness.sync.api.change.RowImage;
import org.multibusiness.sync.api.change.TableLayout;
import org.multibusiness.sync.api.change.VersionedChange;
import org.multibusiness.sync.api.conflict.ColumnDecision;
import org.multibusiness.sync.api.conflict.Conflict;
import org.multibusiness.sync.api.conflict.ConflictColumn;
import org.multibusiness.sync.api.conflict.ConflictKind;
import org.multibusiness.sync.api.conflict.ConflictResolver;
import org.multibusiness.sync.api.conflict.Contribution;
import org.multibusiness.sync.api.conflict.Decided;

/**
 * Collects what was lost while a row was resolved, pair by pair: two changes that met, and what was decided between the two.
 * A pair's record depends on the pair alone, so all nodes write the same one under the same id, whatever else they know.
 */
final class ConflictJournal {
    private final TableLayout layout;
    private final Function<ConflictColumn, ConflictResolver> policies;
    private final Map<List<VersionedChange>, List<Decided>> pairs = new LinkedHashMap<>();

    ConflictJournal(TableLayout layout, Function<ConflictColumn, ConflictResolver> policies) {
        this.layout = layout;
        this.policies = policies;
    }

    /** Notes each pair of changes that met in some column and of which one lost a value. */
    void met(List<VersionedChange> candidates) {
        for (int i = 0; i < candidates.size(); i++) {
            for (int j = i + 1; j < candidates.size(); j++) {
                pairs.computeIfAbsent(List.of(candidates.get(i), candidates.get(j)), this::between);
            }
        }
    }

    /** What is decided between two changes, for every column that both wrote. */
    private List<Decided> between(List<VersionedChange> pair) {
        VersionedChange first = pair.get(0);
        VersionedChange second = pair.get(1);
        List<Decided> decisions = new ArrayList<>(1);
        for (int i = 0; i < layout.columns().size(); i++) {
            ColumnLayout column = layout.columns().get(i);
            if (RowResolver.isDecided(column)
                    && RowResolver.wrote(first.change(), i)
                    && RowResolver.wrote(second.change(), i)) {
                ConflictColumn where = new ConflictColumn(layout.table(), column.name(), column.type());
                ConflictResolver policy = policies.apply(where);
                ColumnDecision decision = policy.decide(
                        where, List.of(RowResolver.candidate(first, i), RowResolver.candidate(second, i)));
                if (lost(first, second, i, decision) || lost(second, first, i, decision)) {
                    decisions.add(new Decided(column.name(), policy.name(), decision.value(), decision.reason()));
                }
            }
        }
        return decisions;
    }

    /** A value is lost when the outcome is another one and the other side had not knowingly replaced this very value. */
    private static boolean lost(VersionedChange loser, VersionedChange other, int index, ColumnDecision decision) {
        @Nullable String value = RowResolver.after(loser).value(index);
        RowImage replaced = other.change().before();
        return !Objects.equals(value, decision.value())
                && (replaced == null || !Objects.equals(value, replaced.value(index)));
    }

    /** Notes a delete that lost against changes its author had not seen. */
    void lostDelete(VersionedChange delete, List<VersionedChange> live) {
        VersionVector seen = RowResolver.seenBy(live);
        for (VersionedChange change : live) {
            boolean superseded = seen.covers(change.dot());
            if (!change.saw(delete) && !superseded) {
                String reason =
                        "the row was changed at " + change.dot().origin().node()
                                + " by someone who had not seen the deletion; a deletion removes only what it saw";
                note(delete, change).add(new Decided("*", "update-wins", "kept", reason));
            }
        }
    }

    private List<Decided> note(VersionedChange a, VersionedChange b) {
        List<VersionedChange> pair = VersionedChange.TOTAL_ORDER.compare(a, b) <= 0 ? List.of(a, b) : List.of(b, a);
        return pairs.computeIfAbsent(pair, p -> new ArrayList<>(1));
    }

    List<Conflict> conflicts() {
        List<Conflict> conflicts = new ArrayList<>(pairs.size());
        pairs.forEach((pair, decisions) -> {
            if (!decisions.isEmpty()) {
                conflicts.add(new Conflict(
                        id(pair),
                        kind(pair),
                        pair.get(0).change().key(),
                        pair.stream().map(this::contribution).toList(),
                        decisions));
            }
        });
        return conflicts;
    }

    private static ConflictKind kind(List<VersionedChange> pair) {
        if (pair.stream().anyMatch(c -> c.change().operation() == Operation.DELETE)) {
            return ConflictKind.UPDATE_DELETE;
        }
        boolean bothNew = pair.stream().allMatch(c -> c.change().operation() == Operation.INSERT);
        return bothNew ? ConflictKind.INSERT_INSERT : ConflictKind.UPDATE_UPDATE;
    }

    private Contribution contribution(VersionedChange change) {
        return new Contribution(
                change.dot(),
                change.timestamp().wall(),
                change.change().operation(),
                named(change.change().before()),
                named(change.change().after()));
    }

    private Map<String, String> named(@Nullable RowImage image) {
        Map<String, String> named = new TreeMap<>();
        if (image != null) {
            for (int i = 0; i < layout.columns().size(); i++) {
                String value = image.value(i);
                ColumnLayout column = layout.columns().get(i);
                if (value != null && !column.generated()) {
                    named.put(column.name(), value);
                }
            }
        }
        return named;
    }

    /** Over table, key and both dots; the key's columns by name, for their order is each node's own. */
    private static String id(List<VersionedChange> pair) {
        RowChange change = pair.get(0).change();
        Map<String, String> key = new TreeMap<>();
        List<ColumnLayout> columns = change.layout().keyColumns();
        for (int i = 0; i < columns.size(); i++) {
            String value = change.key().values().get(i);
            key.put(columns.get(i).name(), value.length() + ":" + value);
        }
        String text = change.layout().table() + "|" + key + "|" + pair.get(0).dot() + "|"
                + pair.get(1).dot();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
